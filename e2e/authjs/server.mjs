// A server whose sign-in is not ours, for the end-to-end tests: NextAuth.js 4
// ("next-auth") or Auth.js 5 ("authjs") with a provider for name and password, and
// behind its session just enough of the API to create a first key. It reads what
// it is to know from the environment and prints its address.
import { createHmac, randomBytes } from "node:crypto"
import { createServer } from "node:http"

const { FLAVOUR, USERNAME, PASSWORD, TOTP_SECRET } = process.env
const secret = randomBytes(32).toString("hex")
const prefix = "/panel" // instances may live below a path
let origin

// RFC 6238; the tests' secret is plain ASCII.
function totp(at) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)))
  const sum = createHmac("sha1", TOTP_SECRET).update(counter).digest()
  const from = sum[19] & 15
  return String((sum.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, "0")
}

// The word for what is wrong, or "" where nothing is.
function wrong({ username, password, code }) {
  if (username !== USERNAME || password !== PASSWORD) return "wrong"
  if (!TOTP_SECRET) return ""
  if (!code) return "TwoFactorRequired"
  const now = Date.now()
  return [now - 30000, now, now + 30000].some((at) => totp(at) === code) ? "" : "InvalidTotp"
}

const credentials = { username: {}, password: {}, code: {} }
const user = { id: "1", name: USERNAME }

async function authjs() {
  const { Auth } = await import("@auth/core")
  const { CredentialsSignin } = await import("@auth/core/errors")
  const { default: Credentials } = await import("@auth/core/providers/credentials")
  const authorize = (form) => {
    const word = wrong(form)
    if (!word) return user
    if (word === "wrong") return null
    const refused = new CredentialsSignin()
    refused.code = word
    throw refused
  }
  const options = {
    secret,
    trustHost: true,
    basePath: prefix + "/api/auth",
    providers: [Credentials({ credentials, authorize })],
    logger: { error() {}, warn() {}, debug() {} },
  }
  const ask = (request, path, body) =>
    Auth(new Request(origin + path, { method: request.method, headers: request.headers, body }), options)
  return {
    async answer(request, response, body) {
      const said = await ask(request, request.url, body || undefined)
      response.statusCode = said.status
      for (const [name, value] of said.headers) {
        if (name !== "set-cookie") response.setHeader(name, value)
      }
      const cookies = said.headers.getSetCookie()
      if (cookies.length) response.setHeader("Set-Cookie", cookies)
      response.end(await said.text())
    },
    async session(request) {
      const said = await Auth(
        new Request(origin + prefix + "/api/auth/session", { headers: { cookie: request.headers.cookie ?? "" } }),
        options,
      )
      return (await said.json())?.user
    },
  }
}

async function nextAuth() {
  process.env.NEXTAUTH_URL = origin + prefix + "/api/auth"
  const { default: NextAuth, getServerSession } = (await import("next-auth/next")).default
  const { default: Credentials } = (await import("next-auth/providers/credentials")).default
  const authorize = async (form) => {
    const word = wrong(form)
    if (!word) return user
    if (word === "wrong") return null
    throw new Error(word)
  }
  const options = () => ({
    secret,
    providers: [Credentials({ credentials, authorize })],
    logger: { error() {}, warn() {}, debug() {} },
  })
  // What Next.js gives its API routes.
  const prepare = (request, response, body) => {
    const url = new URL(request.url, origin)
    request.query = { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.slice((prefix + "/api/auth/").length).split("/") }
    request.cookies = Object.fromEntries(
      (request.headers.cookie ?? "").split("; ").filter(Boolean).map((pair) => {
        const at = pair.indexOf("=")
        return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))]
      }),
    )
    request.body = Object.fromEntries(new URLSearchParams(body))
    response.status = (code) => ((response.statusCode = code), response)
    response.json = (value) => (response.setHeader("Content-Type", "application/json"), response.end(JSON.stringify(value)))
    response.send = (value) => response.end(typeof value === "object" ? JSON.stringify(value) : value)
  }
  return {
    async answer(request, response, body) {
      prepare(request, response, body)
      await NextAuth(request, response, options())
    },
    async session(request, response) {
      prepare(request, response, "")
      return (await getServerSession(request, response, options()))?.user
    },
  }
}

const keys = []

async function api(auth, request, response, body) {
  const json = (status, value) => {
    response.statusCode = status
    response.setHeader("Content-Type", "application/json")
    response.end(JSON.stringify(value))
  }
  const who = await auth.session(request, response)
  if (!who) return json(401, { error: "Unauthorized" })
  if (request.method === "GET") return json(200, { apiKeys: keys.map(({ key, ...rest }) => rest) })
  if (request.headers.origin !== origin) return json(403, { error: "Another origin" })
  const made = { id: String(keys.length + 1), createdAt: new Date().toISOString(), ...JSON.parse(body) }
  made.key = "supascale_" + randomBytes(14).toString("hex")
  keys.push(made)
  return json(201, { success: true, apiKey: made })
}

let auth
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString()
  try {
    if (request.url.startsWith(prefix + "/api/auth/")) await auth.answer(request, response, body)
    else if (request.url.startsWith(prefix + "/api/v1/settings/api-keys")) await api(auth, request, response, body)
    else response.writeHead(404).end()
  } catch (error) {
    console.error(error)
    response.writeHead(500).end()
  }
})
server.listen(0, "127.0.0.1", async () => {
  origin = `http://127.0.0.1:${server.address().port}`
  auth = await (FLAVOUR === "authjs" ? authjs() : nextAuth())
  console.log(origin + prefix)
})
