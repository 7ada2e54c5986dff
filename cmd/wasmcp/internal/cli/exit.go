package cli

// ExitError is a component that ended with an exit code of its own, and has said why if it wanted.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return "the component ended itself with an error" }
