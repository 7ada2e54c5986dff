// A part of the fixtures in TypeScript: tools with all kinds of content, a resource, prompts.

import type * as contract from "wasmcp:mcp/tools@0.1.0";

/** An exception that is an error of the contract. */
const failure = (error: contract.Error): contract.Error => error;

const pixel = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0,
  0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 11, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0, 2, 0, 0, 5, 0, 1, 0xe9,
  0xfa, 0xdc, 0xd8, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]);

/** A WAV file that ends before the first sample. */
const silence = Uint8Array.from([
  0x52, 0x49, 0x46, 0x46, 36, 0, 0, 0, 0x57, 0x41, 0x56, 0x45, 0x66, 0x6d, 0x74, 0x20, 16, 0, 0, 0, 1, 0, 1, 0, 0x40,
  0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0, 0x64, 0x61, 0x74, 0x61, 0, 0, 0, 0,
]);

const text = (text: string): contract.Content => ({ tag: "text", val: { text } });
const image: contract.Content = { tag: "image", val: { data: pixel, mimeType: "image/png" } };
const audio: contract.Content = { tag: "audio", val: { data: silence, mimeType: "audio/wav" } };
const embedded = (uri: string): contract.Content => ({
  tag: "embedded-resource",
  val: { uri, mimeType: "text/plain", body: { tag: "text", val: "The text of an embedded resource." } },
});

type Arguments = Record<string, string>;

/** Description, properties, and what comes of a call. */
const all: Record<string, [string, object, (args: Arguments) => contract.Content[]]> = {
  test_image_content: ["Answers with an image.", {}, () => [image]],
  test_audio_content: ["Answers with a sound.", {}, () => [audio]],
  test_embedded_resource: ["Answers with a resource.", {}, () => [embedded("test://embedded-resource")]],
  test_multiple_content_types: [
    "Answers with a text, an image and a resource.",
    {},
    () => [text("Three blocks of content:"), image, embedded("test://embedded-resource")],
  ],
  test_custom_header: [
    "Answers with the region, which is a header too.",
    { region: { type: "string", "x-mcp-header": "Region" } },
    ({ region }) => [text(`region: ${region ?? "nowhere"}`)],
  ],
};

export const tools = {
  listTools: (): contract.Tool[] =>
    Object.entries(all).map(([name, [description, properties]]) => ({
      name,
      description,
      inputSchema: JSON.stringify({ type: "object", properties, additionalProperties: false }),
    })),

  callTool(name: string, args: string): contract.ToolResult {
    if (!Object.hasOwn(all, name)) throw failure({ tag: "not-found" });
    return { content: all[name][2](JSON.parse(args)), isError: false };
  },
};

const binary = { uri: "test://static-binary", mimeType: "application/octet-stream" };

export const resources = {
  listResources: () => [{ ...binary, name: "static-binary", description: "A few bytes." }],
  listResourceTemplates: () => [],
  readResource(uri: string) {
    if (uri !== binary.uri) throw failure({ tag: "not-found" });
    return { contents: [{ ...binary, body: { tag: "blob", val: Uint8Array.from([0, 1, 2, 0xfd, 0xfe, 0xff]) } }] };
  },
};

const message = (content: contract.Content) => ({ role: "user", content });

export const prompts = {
  listPrompts: () => [
    {
      name: "test_prompt_with_embedded_resource",
      description: "A prompt with a resource.",
      arguments: [{ name: "resourceUri", description: "The resource's URI.", required: true }],
    },
    { name: "test_prompt_with_image", description: "A prompt with an image.", arguments: [] },
  ],
  getPrompt(name: string, args: string) {
    switch (name) {
      case "test_prompt_with_embedded_resource":
        return { messages: [message(embedded(JSON.parse(args).resourceUri)), message(text("What does it say?"))] };
      case "test_prompt_with_image":
        return { messages: [message(image), message(text("What does it show?"))] };
    }
    throw failure({ tag: "not-found" });
  },
};

export const completions = {
  complete(): never {
    throw failure({ tag: "not-found" });
  },
};
