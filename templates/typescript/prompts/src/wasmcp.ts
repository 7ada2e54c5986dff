// What prompts are made with. Nothing here needs to change when they do.
//
// It imports nothing of the component's own modules, so prompts and their tests run under Node;
// component.ts connects them to the contract.

/** An argument, and what a client is told of it. */
export interface Argument {
  name: string;
  description: string;
  /** Arguments have to be given unless this is false. */
  required?: boolean;
}

export interface Message {
  role: "user" | "assistant";
  text: string;
}

export interface Prompt {
  name: string;
  description: string;
  arguments: Argument[];
  /** What else MCP has for prompts. */
  extra?: { title?: string; [member: string]: unknown };
  /** Makes the prompt. A text is one message of the user's. */
  get(args: Record<string, string>): string | Message[];
}

/** What was asked for is not right: the client is told the message. */
export class Invalid extends Error {}

/** The messages of a prompt. Throws [Invalid] where an argument is missing. */
export function messages(prompt: Prompt, args: Record<string, string>): Message[] {
  for (const { name, required = true } of prompt.arguments) {
    if (required && !Object.hasOwn(args, name)) throw new Invalid(`${prompt.name}: ${name} is missing`);
  }
  const made = prompt.get(args);
  return typeof made === "string" ? [{ role: "user", text: made }] : made;
}
