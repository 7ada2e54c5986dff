// Builds the component: node build.mjs NAME, with the environment variables ENGINE and WASI of the Makefile.
// It writes build/ and NAME-wasi.wasm, and changes no source.

import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { limitStack } from "./limit-stack.mjs";

const name = process.argv[2];
const { ENGINE: engine = "quickjs", WASI: wasi = "" } = process.env;
const quick = engine === "quickjs";
const out = `${name}-wasi.wasm`;

/** What to do instead of using what QuickJS has not got. */
const instead = {
  process: "Take what the tool needs as an argument",
  Buffer: "Use Uint8Array, TextEncoder and TextDecoder",
  require: "Use import",
  fetch: "Use a tool in another language for it",
  timers: "A tool cannot wait",
  URL: "Take addresses apart with a regular expression, or build with make ENGINE=starlingmonkey",
  streams: "Use Uint8Array",
};

/** Ends with what is wrong. */
function fail(text) {
  console.error(text);
  process.exit(1);
}

function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(`node_modules/.bin/${command}`, args, {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return { ok: status === 0, text: error ? String(error) : `${stdout}${stderr}` };
}

const types = run("jco", "guest-types", "wit", "--world-name", "project", "--out-dir", "types", "--quiet");
if (!types.ok) fail(types.text);

const checked = run("tsc", "-p", quick ? "tsconfig.json" : "tsconfig.node.json");
if (!checked.ok) fail(checked.text.split(/\n(?! )/).map(explain).join("\n"));

/** What the compiler says, in words where something is used that is not there. */
function explain(diagnostic) {
  const place = /^(.*?)\(\d+,\d+\)/.exec(diagnostic);
  // The type of a global that is not there says so.
  const missing = /QuickJS_components_have_no_(\w+)/.exec(diagnostic)?.[1];
  const module = /'(node:[\w/]+)'/.exec(diagnostic)?.[1];
  if (!place || !(missing ?? module)) return diagnostic;
  if (missing) return `${place[0]}: error: ${place[1]} uses ${missing}, which QuickJS components don't have. ${instead[missing]}.`;
  return `${place[0]}: error: ${place[1]} uses ${module}, which components don't have.`;
}

// jco writes to the WIT that it is given where packages use Node's modules: it is given a copy.
rmSync("build/wit", { recursive: true, force: true });
cpSync("wit", "build/wit", { recursive: true });
const flags = quick
  ? ["--backend", "quickjs", "--backend-qjs-disable-async"]
  : ["--backend", engine, ...(wasi ? [] : ["--disable", "http", "fetch-event"])];
const built = run("jco", "componentize", "src/component.ts", "--cwd", ".", "--bundle-config", "bundle.config.js",
  "--wit", "build/wit", "--world-name", "project", "--out", out, ...flags);
const modules = readdirSync("build/wit")
  .flatMap((file) => (file.endsWith(".wit") ? readFileSync(`build/wit/${file}`, "utf8").match(/imports node:[\w/]+/g) : null) ?? [])
  .map((found) => found.slice("imports ".length));
if (modules.length > 0) {
  rmSync(out, { force: true });
  fail(`A package that src/ imports uses ${modules.join(", ")} of Node, which components don't have. Use another package.`);
}
if (!built.ok) fail(built.text);

if (quick) {
  const limited = limitStack(readFileSync(out));
  if (limited) writeFileSync(out, limited);
  else console.error("warning: build.mjs does not know this QuickJS: a function that calls itself without end will trap");
}
