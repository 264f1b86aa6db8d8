// Every command that exists, and nothing that does not. This file imports no code of any command, so that help costs nothing.

import { type ArgumentSpec, type CommandSpec, type OptionSpec } from "#apps/cli/command-spec";
import { ORDER_COMMAND, RISK_COMMAND } from "#apps/cli/trading/order-commands";
import { CANDLE_INTERVALS } from "#core/calendar/candle-interval";

const VENUE: ArgumentSpec = { form: "<venue>", says: "the venue, for example lmex", offer: "venue" };

/** Flags that every command takes, before or after its name. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: "-c, --config <file>", says: "config file", offer: "file", usually: "truebook.toml, if it is there" },
  { flags: "--profile <name>", says: "a profile of the config file" },
  {
    flags: "-o, --output <format>",
    says: "how data is written",
    words: ["table", "json", "ndjson", "csv"],
    usually: "table on a terminal, ndjson into a pipe",
  },
  { flags: "--json", says: "one JSON object a line, for errors too" },
  { flags: "-q, --quiet", says: "no talk on stderr but errors" },
  { flags: "-v, --verbose", says: "more talk on stderr" },
  { flags: "--no-color", says: "no colours" },
  { flags: "--no-input", says: "never ask, never read keys" },
  { flags: "--timeout <duration>", says: "give up after this long" },
  { flags: "--for <duration>", says: "stop after this long: 20s, 500ms, 2m" },
  { flags: "--count <n>", says: "stop after this many lines" },
  { flags: "--seed <text>", says: "seed of the simulator" },
  { flags: "--env <name>", says: "environment of the venue", usually: "live" },
  { flags: "--product <name>", says: "which product a symbol belongs to", offer: "product" },
  { flags: "--api <version>", says: "version of the venue's interface, where it has several: v3, v2", usually: "the newest" },
  {
    flags: "--dialect <name>",
    says: "article: the language of an article, where the venue has one",
    words: ["strict", "article"],
    usually: "strict",
  },
  { flags: "--trace", says: "both directions of every socket on stderr, redacted" },
  { flags: "--sim", says: "every venue at the simulator on 127.0.0.1:7421" },
  { flags: "--sim-url <url>", says: "every venue at a simulator elsewhere on this machine" },
];

/** The commands, in the order in which help shows them. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "demo",
    says: "a simulated market on real sockets: see its book, break the feed, watch it heal",
    options: [
      { flags: "--headless", says: "status lines instead of the terminal view" },
      { flags: "--scenario <name>", says: "how lively, and how much fails by itself", words: ["calm", "busy", "chaos"], usually: "calm" },
    ],
    examples: ["truebook demo", "truebook demo --scenario chaos", "truebook demo --headless --for 20s"],
    load: () => import("#apps/cli/demo"),
  },
  {
    name: "watch",
    says: "follow markets of one venue or several: book, trades, ticker or candles",
    args: [
      { form: "<venue>", says: "the venue, or a market with its venue: lmex:BTC-PERP, weex/spot:BTCUSDT", offer: "venue" },
      { form: "[symbol...]", says: "the venue's own symbol or the unified one: BTC-PERP, BTC/USDT:USDT; of other venues as above" },
    ],
    options: [
      {
        flags: "--channel <name>",
        says: "what to follow: book, trades, ticker or candles; of several venues consolidated (the best of all) or spread (bid on the first minus ask on the second)",
        offer: ["book", "trades", "ticker", "candles", "consolidated", "spread"],
        usually: "book",
      },
      { flags: "--interval <interval>", says: "length of a candle", words: CANDLE_INTERVALS, usually: "1m" },
      { flags: "--depth <levels>", says: "levels a side", usually: "25" },
      { flags: "--group <step>", says: "price buckets of this step, or level:N for the venue's own grouping" },
      {
        flags: "--deliver <policy>",
        says: "every update, or the latest with a merged count",
        words: ["every", "latest"],
        usually: "every; latest on a terminal",
      },
      { flags: "--max-hz <rate>", says: "hand-outs a second with latest", usually: "10" },
      { flags: "--raw", says: "the frames as they came, nothing else" },
    ],
    examples: [
      "truebook watch lmex BTC-PERP",
      "truebook watch lmex BTC-PERP ETH-PERP --sim --json --for 10s",
      "truebook watch lmex:BTC-USDT lbank:btc_usdt weex/spot:BTCUSDT --channel consolidated --sim",
      "truebook watch weex:BTC/USDT:USDT lmex:BTC-PERP --channel spread",
      "truebook watch lmex BTC-PERP --raw | truebook decode lmex",
    ],
    load: () => import("#apps/cli/commands/watch"),
  },
  {
    name: "get",
    says: "read a market once",
    args: [
      {
        form: "<what>",
        says: "ticker, book, trades, candles, instruments or time",
        words: ["ticker", "book", "trades", "candles", "instruments", "time"],
      },
      VENUE,
      { form: "[symbol]", says: "the symbol; instruments and time need none" },
    ],
    options: [
      { flags: "--from <time>", says: "first time: 2026-01-31T12:00:00Z, Unix ms, or how long ago (2h)" },
      { flags: "--to <time>", says: "last time", usually: "now" },
      { flags: "--interval <interval>", says: "length of a candle", words: CANDLE_INTERVALS, usually: "1m" },
      { flags: "--limit <rows>", says: "rows at most" },
      { flags: "--depth <levels>", says: "levels a side of a book", usually: "25" },
    ],
    examples: ["truebook get ticker lmex BTC-PERP", "truebook get candles lmex BTC-PERP --interval 1h --from 2d -o csv"],
    load: () => import("#apps/cli/commands/get"),
  },
  {
    name: "venues",
    says: "what truebook knows of the venues, and how well",
    commands: [
      { name: "list", says: "the venues", load: () => import("#apps/cli/commands/venues-list") },
      {
        name: "show",
        says: "hosts, channels, limits and the evidence for each",
        args: [VENUE],
        load: () => import("#apps/cli/commands/venues-show"),
      },
      {
        name: "instruments",
        says: "what can be traded there",
        args: [VENUE],
        options: [{ flags: "--search <text>", says: "only symbols that contain this" }],
        load: () => import("#apps/cli/commands/venues-instruments"),
      },
      {
        name: "check",
        says: "run the conformance cards against a simulator of the venue, started for it",
        args: [VENUE],
        options: [
          { flags: "--virtual", says: "in virtual time, instead of over real sockets" },
          { flags: "--card <id>", says: "only this card: VC-19" },
        ],
        examples: ["truebook venues check lmex", "truebook venues check weex --product contract --api v2 --virtual"],
        load: () => import("#apps/cli/commands/venues-check"),
      },
    ],
  },
  {
    name: "account",
    says: "what an account holds and did, and its settings; sends no order",
    args: [
      {
        form: "<what>",
        says: "balances, positions, fills, orders, fees or leverage",
        words: ["balances", "positions", "fills", "orders", "fees", "leverage"],
      },
      VENUE,
      { form: "[symbol]", says: "the symbol; fills, fees and leverage need one" },
    ],
    options: [
      { flags: "--watch", says: "follow it instead of reading it once" },
      { flags: "--from <time>", says: "first time of fills: an instant, Unix ms, or how long ago (2h)", usually: "a day ago" },
      { flags: "--to <time>", says: "last time of fills", usually: "now" },
      { flags: "--limit <rows>", says: "rows at most" },
      { flags: "--set <leverage>", says: "with leverage: set it, and believe it when the venue shows it" },
      { flags: "--margin <mode>", says: "with --set", words: ["cross", "isolated"], usually: "cross" },
      { flags: "--mode <mode>", says: "with leverage: how positions are held", words: ["one-way", "hedge"] },
      { flags: "--live", says: "settings of the account itself: asks for a typed confirmation" },
      { flags: "--yes", says: "asks nothing; with TRUEBOOK_LIVE=1 only" },
    ],
    examples: ["truebook account balances lmex --sim", "truebook account orders weex --watch --sim"],
    load: () => import("#apps/cli/commands/account"),
  },
  ORDER_COMMAND,
  RISK_COMMAND,
  {
    name: "decode",
    says: "what truebook understands of a venue's messages, read from stdin, one a line",
    args: [VENUE],
    options: [
      { flags: "--http <request>", says: 'the lines are answers to this request: "GET /futures/api/v2.3/market_summary"' },
      { flags: "--from <side>", says: "who sent the lines", words: ["venue", "client"], usually: "venue" },
    ],
    examples: [
      "truebook decode lmex < frames.ndjson",
      `echo '{"op":"subscribe","args":["update:BTC-PERP_0"]}' | truebook decode lmex --from client`,
    ],
    load: () => import("#apps/cli/commands/decode"),
  },
  {
    name: "sim",
    says: "the simulator of the venues, with faults",
    commands: [
      {
        name: "run",
        says: "start it",
        options: [
          { flags: "--port <port>", says: "port on 127.0.0.1", usually: "7421, or the next free one" },
          { flags: "--venues <names>", says: "venues to simulate, separated by commas", usually: "all" },
          { flags: "--faults <list>", says: "faults that happen by themselves: name[@perMinute],… or none", usually: "none" },
          { flags: "--tape <file>", says: "a recorded book (Tardis CSV) as BTC-PERP's market", offer: "file" },
          { flags: "--tape-trades <file>", says: "its trades", offer: "file" },
          { flags: "--markets <n>", says: "how many more markets" },
          { flags: "--account-activity", says: "somebody else trades on the simulated accounts, so that there is something to watch" },
        ],
        examples: ["truebook sim run --seed 7", "truebook sim run --faults drop-delta@6,black-hole@1"],
        load: () => import("#apps/cli/commands/sim-run"),
      },
      {
        name: "fault",
        says: "make a running simulator fail once",
        args: [{ form: "<name>", says: "a fault of truebook sim scenarios" }],
        options: [
          { flags: "--param <pair>", says: "key=value, several times", many: true },
          { flags: "--venue <venue>", says: "only at this venue", offer: "venue" },
          { flags: "--symbol <symbol>", says: "only for this symbol" },
        ],
        examples: ["truebook sim fault drop-delta --symbol BTC-PERP"],
        load: () => import("#apps/cli/commands/sim-fault"),
      },
      { name: "scenarios", says: "every fault with its ids and parameters", load: () => import("#apps/cli/commands/sim-scenarios") },
    ],
  },
  {
    name: "doctor",
    says: "what fails on the way to the venues, and what to do",
    options: [
      { flags: "--venue <venue>", says: "only this venue", offer: "venue" },
      { flags: "--strict", says: "exit 10 on any finding" },
      { flags: "--offline", says: "nothing that needs the network" },
    ],
    load: () => import("#apps/cli/commands/doctor"),
  },
  {
    name: "bench",
    says: "how much processor time a message takes here: our own path beside a bare socket and JSON.parse",
    options: [{ flags: "--rounds <n>", says: "interleaved rounds, of which the middle counts", usually: "5" }],
    examples: ["truebook bench", "truebook bench --rounds 9 --json"],
    load: () => import("#apps/cli/commands/bench"),
  },
  {
    name: "explain",
    says: "what an error, an exit code, a venue's code or a fault means",
    args: [{ form: "[code]", says: "book-not-live, 9, lmex:-2, P1, drop-delta; none lists them all" }],
    load: () => import("#apps/cli/commands/explain"),
  },
  {
    name: "completion",
    says: "a script that completes commands in your shell",
    args: [{ form: "<shell>", says: "bash, zsh or fish", words: ["bash", "zsh", "fish"] }],
    examples: ["source <(truebook completion bash)"],
    load: () => import("#apps/cli/commands/completion"),
  },
  { name: "version", says: "the version of truebook and of Node", load: () => import("#apps/cli/commands/version") },
];
