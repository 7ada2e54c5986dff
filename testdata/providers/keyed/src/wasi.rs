//! Nothing: this component does ask its host, for the environment.
