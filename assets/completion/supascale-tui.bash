# bash completion for supascale-tui
#
# The line is split here and not by eval, so that nothing on it is run, and a word may
# stand in quotes that are still open. Names of keys are chosen by others: what is put on
# the line is quoted as the word before it is.

# _supascale_tui_split reads $1 up to the cursor: words, the last one being completed,
# all without their quotes; quote, the quote that is open; begin, where in the last word
# the text begins that readline replaces.
_supascale_tui_split() {
    local line=$1 word= some= i c
    words=() quote= begin=0
    for ((i = 0; i < ${#line}; i++)); do
        c=${line:i:1}
        if [[ $quote == "'" ]]; then
            if [[ $c == "'" ]]; then quote=; else word+=$c; fi
        elif [[ $c == "\\" && ( -z $quote || ${line:i+1:1} == [\"\\\$\`] ) ]]; then
            ((i++))
            word+=${line:i:1} some=1
        elif [[ $quote == '"' ]]; then
            if [[ $c == '"' ]]; then quote=; else word+=$c; fi
        elif [[ $c == [\"\'] ]]; then
            quote=$c some=1 begin=${#word}
        elif [[ $c == [[:blank:]] ]]; then
            if [[ -n $some ]]; then words+=("$word"); fi
            word= some= begin=0
        else
            word+=$c some=1
            if [[ $COMP_WORDBREAKS == *"$c"* ]]; then begin=${#word}; fi
        fi
    done
    words+=("$word")
}

# _supascale_tui_quote writes $1 as it stands on the line: of what completions hold, only
# a space means something to a shell.
_supascale_tui_quote() {
    if [[ -n $quote ]]; then REPLY=$1; else REPLY=${1// /\\ }; fi
}

_supascale_tui_option() {
    if [[ $(type -t compopt) == builtin ]]; then compopt "$@"; fi
}

_supascale_tui() {
    local words quote begin REPLY tab=$'\t'
    COMPREPLY=()
    _supascale_tui_split "${COMP_LINE:0:COMP_POINT}"
    local last=$((${#words[@]} - 1)) program=$1
    local typed=${words[last]} flag=
    if [[ $typed == -*=* ]]; then
        flag=${typed%%=*}= typed=${typed#*=}
    fi
    if [[ $program == "~/"* ]]; then
        program=$HOME/${program:2}
    fi

    local out directive
    out=$("$program" __complete "${words[@]:1}" 2>/dev/null)
    directive=${out##*:}
    if [[ ! $directive =~ ^[0-9]+$ ]]; then return; fi
    if ((directive & 1)); then return; fi
    if ((directive & 2)); then _supascale_tui_option -o nospace; fi
    if ((directive & 4)); then _supascale_tui_option +o default; fi
    if ((directive & 16)); then _supascale_tui_option -o dirnames +o default; return; fi
    if ((directive & 8)); then return; fi # files, as readline completes them
    if ((directive & 32)); then _supascale_tui_option -o nosort; fi

    local line name common= listed=() found=()
    while IFS= read -r line; do
        name=${line%%"$tab"*}
        if [[ -z $name || $name != "$typed"* ]]; then continue; fi
        if ((${#found[@]} == 0)); then common=$name; fi
        while [[ $name != "$common"* ]]; do common=${common%?}; done
        found+=("$name")
        if [[ $line == *"$tab"* ]]; then listed+=("$name  (${line#*"$tab"})"); else listed+=("$name"); fi
    done <<<"${out%:*}"

    local skip=$((begin > ${#flag} ? begin - ${#flag} : 0))
    if ((${#found[@]} == 0)); then
        return
    elif ((${#found[@]} == 1)) || [[ $COMP_TYPE == 37 || $COMP_TYPE == 42 || ( -n $quote && $common != "$typed" ) ]]; then
        # They are put on the line: the one there is, one by one, or what they begin with.
        for name in "${found[@]}"; do
            _supascale_tui_quote "${name:skip}"
            COMPREPLY+=("$REPLY")
        done
    elif [[ $common != "$typed" ]]; then
        # readline itself would put on the line what these begin with, and not quote it.
        _supascale_tui_option -o nospace
        _supascale_tui_quote "${common:skip}"
        COMPREPLY=("$REPLY")
    else
        # They are only listed. The space has nothing in common with them, so that
        # readline leaves the line as it is.
        COMPREPLY=(" " "${listed[@]}")
    fi
}

complete -o default -F _supascale_tui supascale-tui
