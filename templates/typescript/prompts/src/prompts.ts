// The prompts of this component. Add yours here.

import { Invalid, type Prompt } from "./wasmcp.ts";

const prompts: Prompt[] = [
  {
    name: "review",
    description: "Review a piece of code.",
    arguments: [
      { name: "code", description: "The code" },
      { name: "focus", description: "What to look at above all", required: false },
    ],
    get({ code, focus }) {
      const task = "Review this code. Say what is wrong before what is good.";
      return `${task}${focus ? ` Look at ${focus} above all.` : ""}\n\n${code}`;
    },
  },
  {
    name: "summarize",
    description: "Summarize a text in one sentence.",
    arguments: [{ name: "text", description: "The text" }],
    get({ text }) {
      if (!text.trim()) throw new Invalid("there is no text to summarize");
      return `Summarize this in one sentence:\n\n${text}`;
    },
  },
];

export default prompts;
