// A venue's description for people: what is claimed, and beside it whether it is proven. Whatever no capture proves says `unproven`.

import { type Column, renderTable } from "#apps/cli/output/table";
import { formatDuration } from "#apps/cli/values/duration";
import { type ChannelDescription, type Evidence, type ProductDescription, type VenueDescription } from "#assemblies/command-line";
import { printable } from "#core/text/printable";

/** Lines of the sheet. */
export function venueSheet(venue: VenueDescription, columns: number): string[] {
  const table = <Row>(title: string, shape: readonly Column<Row>[], rows: readonly Row[]): string[] =>
    rows.length === 0 ? [] : ["", title, ...renderTable(shape, rows, columns - 2).map((line) => `  ${line}`)];
  return [
    `${printable(venue.title)} (${venue.id})  ${printable(venue.docs)}`,
    `${unprovenCount(venue)} facts below are unproven: one source, an inference, or sources that disagree.`,
    ...table("Hosts", HOST_COLUMNS, hostRows(venue)),
    ...table("Products", PRODUCT_COLUMNS, venue.products),
    ...table("Channels", CHANNEL_COLUMNS, venue.products.flatMap(channelRows)),
    ...table("Sockets", SOCKET_COLUMNS, venue.products.flatMap(socketRows)),
    ...table("Request limits", LIMIT_COLUMNS, venue.limits.rest),
    ...table("Names from articles", ALIAS_COLUMNS, venue.aliases),
    ...table("Evidence", EVIDENCE_COLUMNS, venue.evidence),
  ];
}

const evidence = (mark: Evidence | undefined): string => mark ?? "proven";

interface HostRow {
  readonly environment: string;
  readonly key: string;
  readonly address: string;
  readonly evidence: Evidence;
}

const HOST_COLUMNS: readonly Column<HostRow>[] = [
  { title: "ENVIRONMENT", cell: (row) => row.environment },
  { title: "HOST", cell: (row) => row.key },
  { title: "ADDRESS", cell: (row) => row.address },
  { title: "EVIDENCE", cell: (row) => row.evidence },
];

const hostRows = (venue: VenueDescription): HostRow[] =>
  Object.entries(venue.environments).flatMap(([environment, { hosts, evidence: mark }]) =>
    Object.entries(hosts).map(([key, address]) => ({ environment, key, address, evidence: mark })),
  );

/** `contract v3`, or `spot v2 article` for an article's language. */
const named = ({ product, api, dialect }: ProductDescription): string =>
  [product, api, ...(dialect === undefined ? [] : [dialect])].join(" ");

const PRODUCT_COLUMNS: readonly Column<ProductDescription>[] = [
  { title: "PRODUCT", cell: ({ product }) => product },
  { title: "VERSION", cell: ({ api, dialect }) => (dialect === undefined ? api : `${api}, ${dialect}`) },
  { title: "SIZES IN", cell: ({ sizeUnit }) => (sizeUnit === "contract" ? "contracts" : "base coins") },
  { title: "REST", cell: ({ rest }) => rest.base },
  { title: "EVIDENCE", cell: (row) => row.evidence },
];

interface ChannelRow {
  readonly product: ProductDescription;
  readonly name: string;
  readonly channel: ChannelDescription;
  readonly proof: string;
}

const CHANNEL_COLUMNS: readonly Column<ChannelRow>[] = [
  { title: "PRODUCT", cell: ({ product }) => named(product) },
  { title: "CHANNEL", cell: ({ name }) => name },
  { title: "TOPICS", wrap: true, cell: ({ channel }) => howServed(channel) },
  { title: "PROOF", leaveOut: 1, cell: ({ proof }) => proof },
  { title: "EVIDENCE", cell: ({ channel }) => channel.evidence },
];

/** The topics in the order in which they are tried, or what truebook does instead. */
function howServed(channel: ChannelDescription): string {
  const every = channel.instead?.everyMs === undefined ? "" : ` every ${formatDuration(channel.instead.everyMs)}`;
  if (channel.instead !== undefined) return `(${channel.instead.how}${every})`;
  return channel.topics.join(", else ");
}

function channelRows(product: ProductDescription): ChannelRow[] {
  const row = (name: string, channel: ChannelDescription, proof = ""): ChannelRow => ({ product, name, channel, proof });
  const proof = product.book.proof === "sequence" ? `sequence, ${product.book.recovery}` : "image only";
  const own = [
    row("book", product.book, proof),
    row("trades", product.trades),
    row("ticker", product.ticker),
    row("candles", product.candles),
  ];
  return [...own, ...product.privateTopics.map((channel) => row("private", channel))];
}

interface SocketRow {
  readonly product: ProductDescription;
  readonly name: string;
  readonly path: string;
  readonly topicsMax: number;
  readonly keptAlive: string;
  readonly login: string;
  readonly evidence: Evidence | undefined;
}

const SOCKET_COLUMNS: readonly Column<SocketRow>[] = [
  { title: "PRODUCT", cell: ({ product }) => named(product) },
  { title: "SOCKET", cell: ({ name }) => name },
  { title: "PATH", cell: ({ path }) => path },
  { title: "TOPICS", align: "right", cell: ({ topicsMax }) => String(topicsMax) },
  { title: "KEPT ALIVE BY", leaveOut: 2, cell: ({ keptAlive }) => keptAlive },
  { title: "LOGIN", leaveOut: 1, cell: ({ login }) => login },
  { title: "EVIDENCE", cell: (row) => evidence(row.evidence) },
];

const socketRows = (product: ProductDescription): SocketRow[] =>
  Object.entries(product.sockets).map(([name, socket]) => ({
    product,
    name,
    path: socket.path,
    topicsMax: socket.topicsMax,
    keptAlive: socket.heartbeats.map(({ kind, from, everyMs }) => `${kind} from ${from} every ${formatDuration(everyMs)}`).join(", "),
    login: socket.login,
    evidence: socket.evidence,
  }));

const LIMIT_COLUMNS: readonly Column<VenueDescription["limits"]["rest"][number]>[] = [
  { title: "BUCKET", cell: ({ bucket }) => bucket },
  { title: "CAPACITY", align: "right", cell: ({ capacity }) => String(capacity) },
  { title: "PER", align: "right", cell: ({ perMs }) => formatDuration(perMs) },
  { title: "COUNTED BY", cell: ({ scope }) => scope },
  { title: "EVIDENCE", cell: (row) => row.evidence },
];

const ALIAS_COLUMNS: readonly Column<VenueDescription["aliases"][number]>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "CHANNEL", cell: ({ channel }) => channel },
  { title: "MEANS", wrap: true, cell: ({ meaning }) => meaning },
];

const EVIDENCE_COLUMNS: readonly Column<VenueDescription["evidence"][number]>[] = [
  { title: "SUBJECT", cell: ({ subject }) => subject },
  { title: "CLAIM", wrap: true, cell: ({ claim }) => claim },
  { title: "MARKS", leaveOut: 1, cell: ({ marks }) => marks.join(" ") },
  { title: "EVIDENCE", cell: (row) => row.evidence },
];

function unprovenCount(venue: VenueDescription): number {
  const marks: (Evidence | undefined)[] = [
    ...hostRows(venue).map((row) => row.evidence),
    ...venue.products.map((product) => product.evidence),
    ...venue.products.flatMap(channelRows).map(({ channel }) => channel.evidence),
    ...venue.products.flatMap(socketRows).map((row) => row.evidence),
    ...venue.limits.rest.map((limit) => limit.evidence),
    ...venue.evidence.map((row) => row.evidence),
  ];
  return marks.filter((mark) => mark === "unproven").length;
}
