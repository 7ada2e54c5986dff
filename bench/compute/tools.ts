// Work for the benchmark of compute, as the tool of a project that `wasmcp new` makes.

import * as z from "zod";
import { tool } from "./wasmcp.ts";

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

const K = new Int32Array(64);
const H = new Int32Array(8);
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (found < 8) H[found] = Math.floor((Math.sqrt(n) % 1) * 2 ** 32) | 0;
  K[found++] = Math.floor((Math.cbrt(n) % 1) * 2 ** 32) | 0;
}

/** SHA-256 of a message whose length is a multiple of 64. */
function sha256(message: Uint8Array): string {
  const h = Int32Array.from(H);
  const w = new Int32Array(64);
  const last = new Uint8Array(64);
  last[0] = 0x80;
  new DataView(last.buffer).setUint32(60, message.length * 8);
  const block = (b: Uint8Array, at: number) => {
    for (let i = 0; i < 16; i++, at += 4) w[i] = (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b1, c, d, e, f, g, k] = h;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b1) ^ (a & c) ^ (b1 & c))) | 0;
      k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b1; b1 = a; a = (t1 + t2) | 0;
    }
    h[0] += a; h[1] += b1; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
  };
  for (let at = 0; at < message.length; at += 64) block(message, at);
  block(last, 0);
  return [...h].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}

const work: Record<string, () => unknown> = {
  fib: () => fib(24),
  sha256: () => sha256(new Uint8Array(32768)),
  json: () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({ id: i, name: `row ${i}`, tags: ["a", "b"], value: i / 4 }));
    let n = 0;
    for (let i = 0; i < 30; i++) n += JSON.stringify(JSON.parse(JSON.stringify(rows))).length;
    return n;
  },
  regex: () => {
    const text = "Write to alice@example.com or, on 2026-11-30, to bob.smith@mail.example.org. ".repeat(150);
    return [...text.matchAll(/([a-z.]+)@([a-z]+(?:\.[a-z]+)+)|(\d{4})-(\d\d)-(\d\d)/g)].length;
  },
};

export default [
  tool({
    name: "compute",
    description: "Do a piece of work.",
    input: { work: z.string() },
    run: ({ work: name }) => `done: ${work[name]()}`,
  }),
];
