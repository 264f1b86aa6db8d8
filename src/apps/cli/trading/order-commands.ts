// The commands that send orders, cancel them, and say what may be risked. Like every spec, this file imports no code of a command.

import { type ArgumentSpec, type CommandSpec, type OptionSpec } from "#apps/cli/command-spec";

const VENUE: ArgumentSpec = { form: "<venue>", says: "the venue, for example lmex", offer: "venue" };
const LIVE: readonly OptionSpec[] = [
  { flags: "--live", says: "with money: asks for a typed confirmation" },
  { flags: "--yes", says: "asks nothing; with TRUEBOOK_LIVE=1 only" },
];

/** `truebook order …` */
export const ORDER_COMMAND: CommandSpec = {
  name: "order",
  says: "place, change and cancel orders; without --sim or --live nothing is sent",
  commands: [
    {
      name: "place",
      says: "place an order, or see what would be sent and which rule would refuse it",
      args: [
        VENUE,
        { form: "<symbol>", says: "the venue's own symbol or the unified one" },
        { form: "<side>", says: "buy or sell", words: ["buy", "sell"] },
        { form: "<size>", says: "base coins on every venue: 0.5; or 12contracts, or 150quote for a spot market buy" },
      ],
      options: [
        { flags: "--limit <price>", says: "at this price or better" },
        { flags: "--market", says: "at what the market gives" },
        { flags: "--post-only", says: "never trades on arrival" },
        { flags: "--reduce-only", says: "never opens or enlarges a position" },
        { flags: "--tif <time>", says: "how long it stands", words: ["gtc", "ioc", "fok"], usually: "gtc" },
        { flags: "--stop <price>", says: "wakes when the price passes this on the losing side" },
        { flags: "--take-profit <price>", says: "wakes when the price passes this on the winning side" },
        { flags: "--trigger-by <price>", says: "which price wakes it", words: ["last", "mark", "index"] },
        { flags: "--client-id <name>", says: "our name for it; given again, nothing is sent again", usually: "made" },
        { flags: "--dry-run", says: "the exact signed request, redacted, and every rule; nothing is sent" },
        ...LIVE,
      ],
      examples: [
        "truebook order place lmex BTC-PERP buy 0.01 --limit 3000 --sim",
        "truebook order place weex BTCUSDT sell 0.01 --market --reduce-only --product contract --sim",
        "truebook order place lbank btc_usdt buy 150quote --market --dry-run --sim",
      ],
      load: () => import("#apps/cli/commands/order/place"),
    },
    {
      name: "show",
      says: "an order by its name, or all that are open, as the venue says",
      args: [VENUE, { form: "[symbol]", says: "the symbol" }, { form: "[id]", says: "the venue's name of an order, or ours" }],
      load: () => import("#apps/cli/commands/order/show"),
    },
    {
      name: "amend",
      says: "change an order of ours where it stands, where the venue can",
      args: [VENUE, { form: "<id>", says: "our name of the order" }],
      options: [
        { flags: "--limit <price>", says: "its new price" },
        { flags: "--size <size>", says: "its whole new size, what is filled included" },
        { flags: "--trigger <price>", says: "its new trigger price" },
        ...LIVE,
      ],
      load: () => import("#apps/cli/commands/order/amend"),
    },
    {
      name: "cancel",
      says: "cancel orders by name, and prove that they are gone; works beside a running program",
      args: [VENUE, { form: "<symbol>", says: "the symbol" }, { form: "<id...>", says: "names of orders, the venue's or ours" }],
      load: () => import("#apps/cli/commands/order/cancel"),
    },
    {
      name: "cancel-all",
      says: "cancel what truebook placed, and prove that it is gone; works beside a running program",
      args: [VENUE, { form: "[symbol]", says: "only of this symbol" }],
      options: [{ flags: "--foreign", says: "also orders that somebody else placed on this account" }],
      load: () => import("#apps/cli/commands/order/cancel-all"),
    },
    {
      name: "reconcile",
      says: "compare what truebook believes with what the venue says, line by line",
      args: [VENUE],
      options: [{ flags: "--accept", says: "take the venue's word for what is open" }, ...LIVE],
      load: () => import("#apps/cli/commands/order/reconcile"),
    },
    {
      name: "why",
      says: "the life of an order: intent, book and its age, each rule with its numbers, bytes, answer, fills",
      args: [VENUE, { form: "<id>", says: "our name of the order, or the venue's" }],
      load: () => import("#apps/cli/commands/order/why"),
    },
  ],
};

/** `truebook risk …` */
export const RISK_COMMAND: CommandSpec = {
  name: "risk",
  says: "limits, what blocks new orders, and the kill switch",
  commands: [
    { name: "show", says: "the limits beside where they stand", args: [VENUE], load: () => import("#apps/cli/commands/risk/show") },
    {
      name: "kill",
      says: "no new risk from now on, over restarts, and everything of ours cancelled; works beside a program that hangs",
      args: [VENUE],
      options: [
        { flags: "--flatten", says: "also close positions at the market; exit 10 while one is open" },
        { flags: "--reason <text>", says: "why, for whoever reads it later" },
        { flags: "--foreign", says: "also cancel orders that somebody else placed" },
      ],
      load: () => import("#apps/cli/commands/risk/kill"),
    },
    {
      name: "resume",
      says: "arm trading again after a kill or a halt; a person's word",
      args: [VENUE],
      options: LIVE,
      load: () => import("#apps/cli/commands/risk/resume"),
    },
  ],
};
