// Gives QuickJS a limit for its stack, so that recursion without end throws a RangeError.
//
// QuickJS compares its stack pointer with a limit, which it leaves at 0 under WASI: the stack then runs
// out of the memory, and the instance traps. The limit lies in the memory that a component starts with.
// This puts a number there.

// The stack is 1 MiB and grows down from there. A host has a stack of its own, and a function takes about
// three times as much of that: with this, wasmtime's 512 KiB are enough. It is more than 600 calls.
const limit = 0x100000 - 176 * 1024;

/** A component with the limit in place, or undefined where QuickJS's runtime is not found in it. */
export function limitStack(component) {
  const place = find(component);
  return place === undefined ? undefined : rewrite(component, place);
}

/** The sections of a module or component, as [id, content]. */
function* sections(binary) {
  let at = 8;
  while (at < binary.length) {
    const id = binary[at];
    const [size, start] = number(binary, at + 1);
    yield [id, binary.subarray(start, start + size)];
    at = start + size;
  }
}

const isComponent = (binary) => binary[4] === 0x0d;

/** The modules in a component, those of components in it too. */
function* modules(binary) {
  if (!isComponent(binary)) return yield binary;
  for (const [id, content] of sections(binary)) {
    if (id === 1 || id === 4) yield* modules(content);
  }
}

/** Reads an unsigned LEB128 number, and returns it with where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function leb(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** A constant as an instruction has it, signed. */
function signed(value) {
  const bytes = [];
  for (; value >= 0x40; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** The segments of a data section that have an address of their own, as [address, bytes]. */
function* segments(data) {
  let [count, at] = number(data, 0);
  for (; count > 0; count--) {
    if (data[at] !== 0 || data[at + 1] !== 0x41) return;
    const [address, end] = number(data, at + 2);
    const [size, start] = number(data, end + 1);
    yield [address, data.subarray(start, start + size)];
    at = start + size;
  }
}

const dataOf = (module) => [...sections(module)].find(([id]) => id === 11)?.[1];

// Where a JSRuntime has what, in bytes.
const at = { classes: 576, stackSize: 628, stackTop: 632, stackLimit: 636, exception: 640 };

/** Which module has QuickJS's runtime in its memory, and the address of the limit. */
function find(component) {
  const found = [];
  for (const module of modules(component)) {
    const all = [...segments(dataOf(module) ?? Buffer.from([0]))];
    const end = Math.max(0, ...all.map(([address, bytes]) => address + bytes.length));
    if (end > 1 << 28) continue;
    const memory = Buffer.alloc(end + 1024);
    for (const [address, bytes] of all) bytes.copy(memory, address);
    for (let runtime = 0; runtime < end - at.stackTop; runtime += 8) {
      const word = (offset) => memory.readUInt32LE(runtime + offset);
      const top = word(at.stackTop);
      if (top <= limit || top > 0x100000 || top % 16 !== 0 || word(at.stackSize) !== 0 || word(at.stackLimit) !== 0) continue;
      // There is no exception, and there are some classes.
      if (word(at.exception) !== 0 || word(at.exception + 4) !== 4) continue;
      if (word(at.classes) >= 50 && word(at.classes) < 500) found.push({ module, address: runtime + at.stackLimit });
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

/** A binary with one segment more in the module where the limit lies. */
function rewrite(binary, place) {
  const parts = [binary.subarray(0, 8)];
  const here = binary.length === place.module.length && binary.equals(place.module);
  for (let [id, content] of sections(binary)) {
    if (isComponent(binary) && (id === 1 || id === 4)) content = rewrite(content, place);
    if (here && (id === 11 || id === 12)) content = withOneMore(id, content, place.address);
    parts.push(Buffer.from([id]), leb(content.length), content);
  }
  return Buffer.concat(parts);
}

function withOneMore(id, content, address) {
  const [count, rest] = number(content, 0);
  const parts = [leb(count + 1), content.subarray(rest)];
  if (id === 11) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(limit);
    parts.push(Buffer.from([0, 0x41]), signed(address), Buffer.from([0x0b, 4]), bytes);
  }
  return Buffer.concat(parts);
}
