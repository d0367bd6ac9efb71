package instance

// Wrap puts something between the instance and its store.
func (o *Options) Wrap(f func(Store) Store) { o.wrap = f }
