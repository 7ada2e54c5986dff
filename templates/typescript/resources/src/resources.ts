// The resources of this component. Add yours here.

import { NotFound, type Resource, type Template } from "./wasmcp.ts";

const notes: Record<string, string> = {
  bread: "# Bread\n\nFlour, water, salt, time.\n",
  tea: "# Tea\n\nThree minutes.\n",
};

export const resources: Resource[] = [
  {
    uri: "notes://index",
    name: "index",
    description: "The names of all notes.",
    mimeType: "text/plain",
    read: () => Object.keys(notes).join("\n"),
  },
];

// A template stands for many resources.
export const templates: Template[] = [
  {
    uriTemplate: "notes://note/{name}",
    name: "note",
    description: "A note.",
    mimeType: "text/markdown",
    read({ name }) {
      if (!Object.hasOwn(notes, name)) throw new NotFound(name);
      return notes[name];
    },
  },
];
