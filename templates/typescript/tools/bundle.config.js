// How jco bundles src/ before it makes a component of it.
export default {
  external: /^wasmcp:/,
  output: { minify: true },
};
