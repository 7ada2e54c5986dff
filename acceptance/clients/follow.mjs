// Carries out a plan with a connected client and prints the transcript, both JSON. The plan is
// the program's only argument; what the members mean stands in ../plan_test.go.

export const plan = JSON.parse(process.argv[2]);

// Notifications of the call under way.
let progress = [];
let logs = [];

export const onlog = ({ params: { level, logger, data } }) => logs.push({ level, logger, data });

export const onprogress = ({ params: { progress: done, total, message } }) =>
  progress.push({ progress: done, total, message });

// What a client that can be asked says of itself, and how it answers.
const { replies } = plan;
export const capabilities = replies ? { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} } : {};
export const onelicitation = ({ params: { mode, url } }) => {
  if (mode !== 'url') return { action: 'accept', content: replies.form };
  return { action: url === replies.page ? 'accept' : 'decline' };
};
export const onsampling = () => ({ model: 'm', role: 'assistant', content: { type: 'text', text: replies.model } });
export const onroots = () => ({ roots: replies.roots });

export async function follow(client, revision, call) {
  const { tools } = await client.listTools();
  const answers = [];
  for (const [i, { tool, arguments: args }] of plan.calls.entries()) {
    progress = [];
    logs = [];
    let answer;
    try {
      // Not the SDK's onprogress: it drops what is not handed out before the answer comes.
      const { content, structuredContent, isError } = await call({
        name: tool,
        arguments: args,
        _meta: { progressToken: `call-${i}` },
      });
      answer = { content, structured: structuredContent, isError };
    } catch (error) {
      // Not the server's error: the client's own have names for codes.
      if (typeof error.code !== 'number') throw error;
      answer = { error: { code: error.code } };
    }
    // Notifications read before the answer wait in the queue of promises.
    await new Promise(setImmediate);
    answers.push({ ...answer, progress, logs });
  }
  const transcript = {
    revision,
    server: client.getServerVersion()?.name,
    tools: tools.map((tool) => tool.name),
    answers,
    more: plan.more && (await see(client, plan.more)),
  };
  await client.close();
  process.stdout.write(JSON.stringify(transcript));
}

// The lists, and what is in them.
async function see(client, { reads, gets, completes }) {
  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  const { prompts } = await client.listPrompts();
  const seen = {
    resources: resources.map(({ uri }) => uri),
    templates: resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    prompts: prompts.map(({ name }) => name),
    reads: [],
    gets: [],
    completions: [],
  };
  for (const uri of reads) {
    seen.reads.push((await client.readResource({ uri })).contents);
  }
  for (const { prompt, arguments: args } of gets) {
    seen.gets.push((await client.getPrompt({ name: prompt, arguments: args })).messages);
  }
  for (const { prompt, template, argument, value } of completes) {
    const ref = prompt ? { type: 'ref/prompt', name: prompt } : { type: 'ref/resource', uri: template };
    const { completion } = await client.complete({ ref, argument: { name: argument, value } });
    seen.completions.push(completion.values);
  }
  return seen;
}
