// What resources are made with. Nothing here needs to change when they do.
//
// It imports nothing of the component's own modules, so resources and their tests run under Node;
// component.ts connects them to the contract.

/** What a client is told of a resource. */
interface About {
  name: string;
  description: string;
  mimeType: string;
  /** What else MCP has for resources. */
  extra?: { title?: string; annotations?: object; [member: string]: unknown };
}

/** What reading gives: a text, or bytes. */
export type Body = string | Uint8Array;

/** A resource, which `read` reads. */
export interface Resource extends About {
  uri: string;
  read(): Body;
}

/**
 * A template of resources. Each `{variable}` in its URI stands for one or more characters that are
 * no slash; `read` is given them by name.
 */
export interface Template extends About {
  uriTemplate: string;
  read(variables: Record<string, string>): Body;
}

/** Throw it where there is no such resource: another component of the server may have it. */
export class NotFound extends Error {}

/** The variables of a template in a URI that fits it. */
export function variables(template: string, uri: string): Record<string, string> | undefined {
  const pattern = template
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 ? `(?<${part}>[^/]+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  const match = new RegExp(`^${pattern}$`).exec(uri);
  return match ? { ...match.groups } : undefined;
}

/** Reads what has a URI; throws [NotFound] where nothing has. */
export function read(all: { resources: Resource[]; templates: Template[] }, uri: string): [mimeType: string, Body] {
  const resource = all.resources.find((resource) => resource.uri === uri);
  if (resource) return [resource.mimeType, resource.read()];
  for (const template of all.templates) {
    const found = variables(template.uriTemplate, uri);
    if (found) return [template.mimeType, template.read(found)];
  }
  throw new NotFound(uri);
}
