// The real server, to compare with: server.mjs NAMES_WITH_INPUT NAMES_WITHOUT MOST_CALLS. Its procedures answer with {}.
// It writes its port, and ends with its stdin.
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";

const [withInput, without, most] = process.argv.slice(2);
const t = initTRPC.create({ isDev: false });

function needsGateway(input) {
  if (typeof input !== "object" || input === null || typeof input.gatewayId !== "string") throw new Error("gatewayId");
  return input;
}

const routers = {};
function add(path, procedure) {
  const [room, name] = path.split(".");
  routers[room] = { ...routers[room], [name]: procedure };
}
for (const path of withInput.split(",")) add(path, t.procedure.input(needsGateway).query(() => ({})));
for (const path of without.split(",")) add(path, t.procedure.query(() => ({})));

const router = t.router(Object.fromEntries(Object.entries(routers).map(([room, record]) => [room, t.router(record)])));
const server = createHTTPServer({
  router,
  basePath: "/trpc/",
  allowMethodOverride: true,
  maxBatchSize: Number(most),
  createContext: () => ({}),
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
