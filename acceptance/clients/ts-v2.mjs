// The TypeScript SDK that speaks 2026-07-28.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { capabilities, follow, onelicitation, onlog, onprogress, onroots, onsampling, plan } from './follow.mjs';

const { revision } = plan;
const mode = revision === 'auto' ? 'auto' : revision >= '2026-07-28' ? { pin: revision } : 'legacy';

const client = new Client({ name: 'acceptance', version: '1.0.0' }, { capabilities, versionNegotiation: { mode } });
if (plan.replies) {
  client.setRequestHandler('elicitation/create', onelicitation);
  client.setRequestHandler('sampling/createMessage', onsampling);
  client.setRequestHandler('roots/list', onroots);
}
client.setNotificationHandler('notifications/message', onlog);
client.setNotificationHandler('notifications/progress', onprogress);
await client.connect(
  plan.url
    ? new StreamableHTTPClientTransport(new URL(plan.url))
    : new StdioClientTransport({ command: plan.command }),
);

// Legacy: a level for the session. Modern: a level in every request.
let meta;
if (client.getProtocolEra() === 'modern') {
  meta = { 'io.modelcontextprotocol/logLevel': plan.logLevel };
} else {
  await client.setLoggingLevel(plan.logLevel);
}
await follow(client, client.getNegotiatedProtocolVersion(), (params) =>
  client.callTool({ ...params, _meta: { ...params._meta, ...meta } }),
);
