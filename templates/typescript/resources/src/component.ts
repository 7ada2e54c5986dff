// Connects the resources to the contract. Nothing here needs to change when they do.

import "./engine.ts"; // Comes first.
import type * as contract from "wasmcp:mcp/resources@0.1.0";
import { resources as all, templates } from "./resources.ts";
import { message, toJSON } from "./texts.ts";
import { NotFound, read } from "./wasmcp.ts";

export const resources = {
  listResources: (): contract.Resource[] =>
    all.map(({ uri, name, description, mimeType, extra }) => ({ uri, name, description, mimeType, extra: json(extra) })),

  listResourceTemplates: (): contract.ResourceTemplate[] =>
    templates.map(({ uriTemplate, name, description, mimeType, extra }) => ({
      uriTemplate,
      name,
      description,
      mimeType,
      extra: json(extra),
    })),

  readResource(uri: string): contract.ReadResult {
    try {
      const [mimeType, body] = read({ resources: all, templates }, uri);
      return {
        contents: [
          { uri, mimeType, body: typeof body === "string" ? { tag: "text", val: body.toWellFormed() } : { tag: "blob", val: body } },
        ],
      };
    } catch (error) {
      // Whatever is not an error of the contract would end the whole server.
      if (error instanceof NotFound) throw failure({ tag: "not-found" });
      throw failure({ tag: "internal", val: message(error) });
    }
  },
};

const json = (members?: object) => members && toJSON(members);

function failure(error: contract.Error): contract.Error {
  return error;
}
