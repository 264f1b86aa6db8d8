// A process that asks for large answers, and says what became of the memory of undici's parser: pages at the first answer, and whether the
// buffer of then is still there after several more at once.

import { writeSync } from "node:fs";
import { createServer } from "node:http";
import { systemClock } from "#clock/system-clock";
import { createFetcher } from "#transport/request";

const PAGE = 65_536;
const memories = [];
const Made = WebAssembly.Instance;
WebAssembly.Instance = new Proxy(Made, {
  construct: (target, parts) => {
    const instance = new target(...parts);
    memories.push(instance.exports.memory);
    return instance;
  },
});

const body = Buffer.alloc(3_000_000, "x");
const server = createServer((_, response) => response.end(body));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const fetcher = createFetcher({ clock: systemClock });
const request = { method: "GET", url, headers: {}, deadlineMs: 20_000, bodyBytesMax: 10_000_000, followRedirects: false };
const ask = () => new Promise((resolve) => fetcher.send(request, resolve));
const isWhole = (outcome) => outcome.kind === "reply" && body.equals(outcome.reply.body);

const answers = [await ask()];
const first = memories[0]?.buffer;
answers.push(...(await Promise.all(Array.from({ length: 6 }, ask))));
await fetcher.close();
server.close();
const kept = first !== undefined && memories[0].buffer === first;
writeSync(1, JSON.stringify({ parsers: memories.length, pages: (first?.byteLength ?? 0) / PAGE, kept, whole: answers.every(isWhole) }));
