// The tools of this component. Add yours here.

import * as z from "zod";
import { tool } from "./wasmcp.ts";

// What a model is told of the arguments comes from `input`. What a tool throws becomes an error
// that the model can read.
export default [
  tool({
    name: "slugify",
    description: "Turn a title into the last part of a web address.",
    input: { title: z.string().describe("The title, in any language") },
    run: ({ title }) =>
      title
        .toLowerCase()
        .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
        .replace(/^-|-$/g, ""),
  }),
  tool({
    name: "count-words",
    description: "Count the words of a text.",
    input: { text: z.string().describe("The text to count in") },
    run: ({ text }) => text.match(/[\p{Letter}\p{Number}'’-]+/gu)?.length ?? 0,
  }),
];

// A tool that takes long can tell the client how far it is:
//
//     run: ({ steps }, context) => {
//       for (let step = 0; step < steps; step++) context.reportProgress(step, steps);
//     },
