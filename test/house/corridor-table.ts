// Which room may look into which. The one place where this is written: the corridor test checks every import statement against it,
// and the diagram of docs/rooms.md is printed from it.

/** A package or `node:` module that a room may import. */
export interface Tool {
  readonly name: string;
  /** Where in the room, as path beginnings under src; anywhere when absent. */
  readonly only?: readonly string[];
  /** Reached by `import()` only, so that a user who does not need it does not load it. */
  readonly lazy?: true;
}

export interface Room {
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly purpose: string;
  /** Paths under src: a folder ends with a slash, `*` stands for one folder's name. */
  readonly holds: readonly string[];
  /** Rooms whose values it may import. */
  readonly uses: readonly string[];
  /** Rooms of which it may import types only. */
  readonly sees: readonly string[];
  readonly tools: readonly Tool[] | "any";
}

const tool = (name: string, more: Omit<Tool, "name"> = {}): Tool => ({ name, ...more });

const ENGINES = ["core", "clock", "bus", "observe", "config", "transport", "contract", "registry", "feed", "client"];
const WORLD = ["venues", "matching", "sim", "store", "trading", "risk", "strategy", "paper"];

/** Every room, in the order in which a newcomer meets them. A path belongs to the first room that holds it. */
export const ROOMS: readonly Room[] = [
  {
    name: "core",
    purpose: "The vocabulary and the pure rules of a market; knows nothing of networks, clocks or venues.",
    holds: ["core/"],
    uses: [],
    sees: [],
    tools: [],
  },
  {
    name: "clock",
    purpose: "The only room that knows what time it is, and where randomness begins.",
    holds: ["clock/"],
    uses: ["core"],
    sees: [],
    tools: [tool("node:crypto", { only: ["clock/entropy"] }), tool("node:os", { only: ["clock/system-clock"] })],
  },
  {
    name: "bus",
    purpose: "Bounded publish and subscribe; every queue names what it drops.",
    holds: ["bus/"],
    uses: ["core"],
    sees: [],
    tools: [],
  },
  {
    name: "matching",
    purpose: "A price-time matching engine, pure.",
    holds: ["matching/"],
    uses: ["core"],
    sees: [],
    tools: [],
  },
  {
    name: "observe",
    purpose: "Logs, metrics and health behind the ports of core.",
    holds: ["observe/"],
    uses: ["core"],
    sees: [],
    tools: [],
  },
  {
    name: "config",
    purpose: "Reads the environment and the config file, and is the only room that does.",
    holds: ["config/"],
    uses: ["core"],
    sees: [],
    tools: [
      tool("node:fs"),
      tool("node:os", { only: ["config/this-process"] }),
      tool("node:inspector", { only: ["config/inspector"] }),
      tool("zod"),
      tool("smol-toml"),
    ],
  },
  {
    name: "transport",
    purpose: "One socket's life and one request's life; limits and deadlines, no opinions about content.",
    holds: ["transport/"],
    uses: ["core"],
    sees: [],
    tools: [
      tool("ws", { only: ["transport/socket"], lazy: true }),
      tool("https-proxy-agent", { only: ["transport/socket"], lazy: true }),
      tool("undici", { only: ["transport/request", "transport/undici-parts"], lazy: true }),
    ],
  },
  {
    name: "contract",
    purpose: "What a venue must describe, and how the simulator speaks as one; types.",
    holds: ["venues/venue.ts", "venues/account.ts", "venues/dialect.ts", "venues/account-dialect.ts"],
    uses: ["core"],
    sees: ["transport"],
    tools: [],
  },
  {
    name: "venues",
    purpose: "One folder a venue: a dictionary that describes, encodes and decodes, and opens nothing.",
    holds: ["venues/*/"],
    uses: ["core"],
    sees: ["transport", "contract"],
    tools: [tool("node:crypto", { only: ["venues/*/sign"] })],
  },
  {
    name: "registry",
    purpose: "One line a venue; its codec is loaded when someone connects.",
    holds: ["venues/registry.ts"],
    uses: ["core", "venues"],
    sees: ["contract"],
    tools: [],
  },
  {
    name: "feed",
    purpose: "Subscribes once and keeps books true: sessions, silence, resync, audit.",
    holds: ["feed/"],
    uses: ["core", "bus"],
    sees: ["transport", "contract"],
    tools: [],
  },
  {
    name: "client",
    purpose: "What a user holds: one venue connection, its watches and reads.",
    holds: ["client/"],
    uses: ["core", "bus", "feed", "trading"],
    sees: ["transport", "contract"],
    tools: [],
  },
  {
    name: "trading",
    purpose: "Orders from intent to truth: states, reconciliation, journal.",
    holds: ["trading/"],
    uses: ["core", "bus"],
    sees: ["transport", "contract"],
    // Of zlib only its CRC32: a checksum of our own in TypeScript would be slower and one more thing to be wrong.
    tools: [
      tool("node:fs", { only: ["trading/intent-journal", "trading/nonces"] }),
      tool("node:zlib", { only: ["trading/intent-journal"] }),
    ],
  },
  {
    name: "risk",
    purpose: "The gate that every order passes, and the kill switch.",
    holds: ["risk/"],
    uses: ["core"],
    sees: [],
    tools: [],
  },
  {
    name: "strategy",
    purpose: "One shape of strategy for every mode.",
    holds: ["strategy/"],
    uses: ["core"],
    sees: [],
    tools: [],
  },
  {
    name: "paper",
    purpose: "Execution against our own matching.",
    holds: ["paper/"],
    uses: ["core", "matching"],
    sees: [],
    tools: [],
  },
  {
    name: "store",
    purpose: "Tapes and tables on disk.",
    holds: ["store/"],
    uses: ["core", "bus"],
    sees: ["transport"],
    tools: [
      tool("node:fs"),
      tool("node:fs/promises"),
      tool("node:zlib"),
      tool("node:stream"),
      tool("node:readline"),
      tool("node:sqlite", { only: ["store/sqlite/node-driver"], lazy: true }),
      tool("libsql", { only: ["store/sqlite/libsql-driver"], lazy: true }),
    ],
  },
  {
    name: "sim",
    purpose: "A simulated exchange with participants and faults, in virtual time or as a real server.",
    holds: ["sim/"],
    uses: ["core", "matching"],
    sees: ["contract"],
    tools: [tool("ws", { only: ["sim/server"] }), tool("node:http", { only: ["sim/server"] }), tool("node:net", { only: ["sim/server"] })],
  },
  {
    name: "conformance",
    purpose: "The numbered cards that every venue must pass.",
    holds: ["conformance/"],
    uses: ["core", "assemblies"],
    sees: [],
    tools: [],
  },
  {
    name: "assemblies",
    purpose: "Where values of all rooms meet: one file for each thing that runs.",
    holds: ["assemblies/"],
    uses: [...ENGINES, ...WORLD],
    sees: [],
    tools: [tool("node:child_process"), tool("node:url", { only: ["assemblies/dead-man"] })],
  },
  {
    name: "apps",
    purpose: "The command line and the terminal view.",
    holds: ["apps/"],
    uses: ["assemblies", "client", "conformance", "core", "config", "observe"],
    sees: [],
    tools: "any",
  },
  {
    name: "doors",
    purpose: "What a user of the library imports.",
    holds: ["index.ts", "testing.ts", "store.ts"],
    uses: ["assemblies", "client", "conformance", "core", "config", "observe"],
    sees: [],
    tools: [],
  },
];

/** The one file that imports the venues themselves. */
export const REGISTRY_FILE = "venues/registry.ts";
/** The files of a venue by which it is entered: its data, what of it the compiler knows, and its codec, which loads only when it is wanted. */
export const VENUE_ENTRANCES: readonly string[] = ["capabilities.ts", "description.ts", "index.ts", "market.ts"];
/** The one file that imports the venues' dialects, and the assemblies that may import it: those in which a simulator runs. */
export const DIALECTS_FILE = "assemblies/dialects.ts";
export const SIMULATOR_ASSEMBLIES: readonly string[] = [
  "assemblies/simulat",
  "assemblies/sim-",
  "assemblies/sim.",
  "assemblies/world",
  "assemblies/demo",
];
/** The one file that clears orders without the risk gate, for what goes to a simulator, and the folder in which it may be imported. */
export const CLEARING_FILE = "assemblies/simulated-ground/clearing.ts";
export const CLEARING_FOLDER = "assemblies/simulated-ground/";
