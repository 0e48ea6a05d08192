// Asks with the real client. Reads {url, rounds: [{link, headers, calls: [[path, input], ...]}, ...]} from stdin, and writes for
// each round what every call brought, and which requests were made.
import {
  createTRPCUntypedClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
} from "@trpc/client";

const LINKS = {
  http: (options) => httpLink(options),
  batch: (options) => httpBatchLink(options),
  stream: (options) => httpBatchStreamLink(options),
  post: (options) => httpLink({ ...options, methodOverride: "POST" }),
  batch_post: (options) => httpBatchLink({ ...options, methodOverride: "POST" }),
};

async function told(promise) {
  try {
    return { data: await promise };
  } catch (error) {
    return { name: error.name, message: error.message, shape: error.shape ?? null, error: error.data ?? null };
  }
}

async function round(url, { link, headers, calls }) {
  const requests = [];
  const fetched = async (input, options) => {
    const answer = await fetch(input, options);
    requests.push({ method: options.method, status: answer.status, query: new URL(input).search });
    return answer;
  };
  const client = createTRPCUntypedClient({ links: [LINKS[link]({ url, headers, fetch: fetched })] });
  const results = await Promise.all(calls.map(([path, input]) => told(client.query(path, input ?? undefined))));
  return { results, requests };
}

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { url, rounds } = JSON.parse(text);
const done = [];
for (const each of rounds) done.push(await round(url, each));
process.stdout.write(JSON.stringify(done));
