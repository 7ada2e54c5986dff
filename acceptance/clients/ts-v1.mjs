// The TypeScript SDK of the 2025 revisions.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ProgressNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { capabilities, follow, onelicitation, onlog, onprogress, onroots, onsampling, plan } from './follow.mjs';

const client = new Client({ name: 'acceptance', version: '1.0.0' }, { capabilities });
if (plan.replies) {
  client.setRequestHandler(ElicitRequestSchema, onelicitation);
  client.setRequestHandler(CreateMessageRequestSchema, onsampling);
  client.setRequestHandler(ListRootsRequestSchema, onroots);
}
client.setNotificationHandler(LoggingMessageNotificationSchema, onlog);
client.setNotificationHandler(ProgressNotificationSchema, onprogress);

// The client has no way to ask which revision was agreed on, but tells the transport.
let revision;
const transport = plan.url
  ? new StreamableHTTPClientTransport(new URL(plan.url))
  : new StdioClientTransport({ command: plan.command });
transport.setProtocolVersion = new Proxy(transport.setProtocolVersion ?? (() => {}), {
  apply(method, self, [version]) {
    revision = version;
    return Reflect.apply(method, self, [version]);
  },
});

await client.connect(transport);
await client.setLoggingLevel(plan.logLevel);
await follow(client, revision, (params) => client.callTool(params));
