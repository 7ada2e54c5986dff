//! Nothing: this component does ask its host, for standard output.
