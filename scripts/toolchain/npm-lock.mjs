// Writes package-lock.json for the project in a folder, for every platform:
//
//   node scripts/toolchain/npm-lock.mjs FOLDER
//
// npm leaves out the native packages of other platforms that the registry at hand does not have,
// and `npm ci` then refuses the lock file everywhere. Their exact versions are known from the
// package that wants them, so they are entered here, without a checksum.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
execFileSync("npm", ["install", "--package-lock-only", "--omit-lockfile-registry-resolved"], {
  cwd: folder,
  stdio: "inherit",
});

const file = join(folder, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
// The folder's name, where package.json has none.
if (!JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name) delete lock.name;

for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    lock.packages[`node_modules/${name}`] ??= { version, ...platform(name), dev: true, optional: true };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");

/** What a native package is for, from the end of its name: `binding-linux-arm64-musl`. */
function platform(name) {
  const match = /-([a-z0-9]+)-(arm-eabi|[a-z0-9]+)(?:-([a-z]+))?$/.exec(name);
  if (!match) throw new Error(`${name}: not the name of a native package`);
  const [, system, processor, c] = match;
  if (system === "wasm32") return { cpu: ["wasm32"] };
  const musl = c === "musl" ? { libc: ["musl"] } : {};
  return { os: [system], cpu: [processor.replace(/-.*/, "")], ...musl };
}
