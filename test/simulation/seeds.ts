/** A world that is run again at every change. */
export interface KeptSeed {
  readonly seed: number;
  /** A key of `WORLD_VENUES`; LMEX where left out. */
  readonly as?: string;
  /** How often its run's worlds held an account, where this one does and what it drew depends on it. */
  readonly accountEvery?: number;
  /** The same for worlds that trade. */
  readonly tradingEvery?: number;
  /** The promise that it once broke. */
  readonly why: string;
}

/** Worlds that once broke a promise. What happens in them changes with every fault that is added; they are cheap to keep. */
export const KEPT_SEEDS: readonly KeptSeed[] = [
  { seed: 2, why: "I5: prints lost on a silent trade topic were missing without a hole" },
  { seed: 4, why: "I14: a book stayed silent for longer than 45 s after the last fault, in a process that had slept" },
  { seed: 6, why: "I5: a print was missing without a hole after a night's sleep" },
  { seed: 7, why: "I1: a book was live at a number that the venue never published; I5 in the same market" },
  { seed: 19, why: "I5: a print was missing without a hole" },
  { seed: 155, why: "I5: prints of a busy moment were missing although their ids told it" },
  { seed: 448, why: "I14: two books stayed silent after calm; I5: prints missing without a hole" },
  { seed: 3_132, why: "a world without end: fractions of times rounded so that a timer was set again and again for its own instant" },
  { seed: 5_013, why: "I14: a refused topic was taken for confirmed by late data of its earlier subscription, and never asked for again" },
  { seed: 5_270, why: "I5: a print was missing although its neighbours' ids told it" },
  { seed: 2_739, why: "I14: a topic that was refused while its market was delisted waited minutes before it was asked for again" },
  { seed: 9_064, why: "I1 by mistake of the simulator: a market counted from one twice, so that one number named two books" },
  { seed: 1_000_240, why: "I14 by mistake of the simulator: a market renamed twice at a time never had its own name again" },
  { seed: 9_231, why: "I14: a topic stayed refused after calm, as in 5013" },
  { seed: 12_457, why: "I14: a line that only let in was cut once and then not for a minute, while its book could not be asked for" },
  { seed: 19_680, why: "I14: a policy close waited longer than the calm that a book may take to come back" },
  { seed: 12, as: "lbank", why: "I1: images were dropped while the book stayed live, after the venue's clock was set back" },
  { seed: 14, as: "lbank", why: "I1: as in 12, found by the oracle that reads the wire itself" },
  {
    seed: 465,
    as: "lbank",
    why: "I1 by mistake of the oracle: an image in another zone, which REST agreed with, was not found under its time",
  },
  {
    seed: 1_360,
    accountEvery: 40,
    why: "I5: a fill was missing from a synced account, dated before the venue's clock was set back and asked for without an end",
  },
  { seed: 1_920, accountEvery: 40, why: "I5: as in 1360, under another id" },
  { seed: 1_680, accountEvery: 40, why: "I14: a permission that came back was taken for a key that is refused for good" },
  { seed: 10_400, accountEvery: 40, why: "I14: as in 1680, after a night's sleep" },
  {
    seed: 992,
    as: "weex-v2",
    accountEvery: 31,
    why: "I14 by mistake of the trader: it cancelled everything again and again, and cancels go before every read",
  },
  {
    seed: 280,
    as: "weex",
    accountEvery: 40,
    why: "I5: a page of prints was turned round because the venue's clock was set back between its ends",
  },
  {
    seed: 49,
    as: "weex",
    accountEvery: 1,
    why: "I5: a position stayed as it was, because the push that changed it was dated before the last one by a clock that was set back",
  },
  { seed: 110, accountEvery: 1, why: "I5: a trade that was taken back counted for as long as the venue's clock had been set back" },
  { seed: 138, as: "lbank", accountEvery: 1, why: "I5 by mistake of the oracle: it left a deaf stream no time to be found out" },
  {
    seed: 608,
    as: "weex",
    accountEvery: 1,
    why: "I5 by mistake of the simulator: a cancelled order of a renamed market was filled; it was then asked for without end",
  },
  {
    seed: 314,
    as: "lbank-article",
    accountEvery: 1,
    why: "I5: a stream stayed deaf unnoticed while its account was asked for again and again",
  },
  {
    seed: 30_225,
    accountEvery: 1,
    why: "I5 by mistake of the trader: it did nothing more where a stream was deaf, which could not be found out before the next check",
  },
  {
    seed: 1_000_170,
    as: "lbank-article",
    accountEvery: 10,
    why: "I5 by mistake of the trader: it never looked whether orders were told that were answered with an id and no more",
  },
  { seed: 40_353, accountEvery: 1, why: "I5 by mistake of the trader: it never asked what became of an order with an unclear answer" },
  {
    seed: 6_200_696,
    accountEvery: 1,
    why: "I5 by mistake of the oracle: a stream that was silent, and spoke again before the last deeds, is found out by the next check only",
  },
];

/** Worlds that trade, and the promise that each once broke. */
export const KEPT_ORDER_SEEDS: readonly KeptSeed[] = [
  { seed: 31, as: "lmex", why: "I14: a product that could not be read at the start was not asked for again for minutes" },
  { seed: 42, as: "lmex", why: "I5: one trade under two names counted twice while the order traded on" },
  { seed: 231, as: "lmex", why: "I14: an account waited for ever for a market that was renamed" },
  { seed: 244, as: "lmex", why: "a kill that was to flatten went on after the end, and threw" },
  { seed: 52, as: "weex", why: "I7: coins whose balance was not known yet made a purchase a reduction, and it left after a kill" },
  { seed: 53, as: "weex", why: "I4, I8: orders of the journal whose market was not listed at the start were never known again" },
  { seed: 102, as: "weex", why: "I6, I7: a plain buy beside a short passed for a reduction where it opens a long" },
  {
    seed: 540,
    as: "lbank",
    tradingEvery: 20,
    why: "I4, I8: a front that said of the system behind it that it is being upgraded was taken for a venue that refused the order",
  },
  { seed: 1_000_240, as: "lbank", tradingEvery: 16, why: "I3: the name of an ended order was free again once its market was delisted" },
  {
    seed: 1_000_128,
    as: "lbank",
    tradingEvery: 16,
    why: "I4 by mistake of the oracle: it did not count an order without our name whose answer told its own",
  },
  {
    seed: 700,
    as: "lbank",
    tradingEvery: 20,
    why: "I4, I8 by mistake of the oracle: of two orders for one intent and without our name, nothing tells of the one that was not answered",
  },
  {
    seed: 30_009,
    as: "lbank",
    why: "O23 by mistake of the judge: everything of one market was cancelled, which it took for everything of the account",
  },
  {
    seed: 40_024,
    as: "lbank",
    why: "I5 by mistake of the others: they traded under a name that their market had for seconds, and that nobody could ask for later",
  },
  { seed: 1, as: "weex-v2", why: "I4: one order of a batch could not be written, and the others waited for ever" },
  {
    seed: 48,
    tradingEvery: 16,
    as: "weex-v2",
    why: "I4: an order that the venue had and that was cancelled was said never to have arrived: no past orders were read",
  },
  {
    seed: 1_002_352,
    tradingEvery: 61,
    as: "lmex",
    why: "O23: orders of others, hidden by a silent stream, were cancelled with everything",
  },
  {
    seed: 1_003_572,
    tradingEvery: 61,
    as: "lmex",
    why: "I5 by mistake of the world: it did not wait for the check that finds a silent stream",
  },
  {
    seed: 1_002_169,
    tradingEvery: 61,
    as: "lmex",
    why: "I14 by mistake of the simulator: what was placed while a market was renamed kept that name for ever",
  },
  {
    seed: 1062,
    tradingEvery: 18,
    as: "weex",
    why: "I5 by mistake of the simulator: a trade kept the name that its market had for a while",
  },
  { seed: 432, tradingEvery: 16, as: "weex-v2", why: "I4: the same of an order whose process died meanwhile" },
  {
    seed: 6_000_489,
    as: "lbank",
    why: "I14: the successor of a distrusted stream was turned away once at the door, and was not asked for again before the next renewal",
  },
  {
    seed: 8_500_267,
    as: "weex",
    why: "I4: an order that came late and was filled at once stayed never-arrived, because its fills carry no name of ours",
  },
  {
    seed: 6_000_232,
    as: "lmex",
    why: "I7 by mistake of the judge: an order that the venue held for long was a reduction when it was written, and none when it came",
  },
  {
    seed: 5_000_094,
    as: "lbank-article",
    why: "I6 by mistake of the judge: it counted coins of a market that was delisted before the process began",
  },
  {
    seed: 1_000_522,
    tradingEvery: 61,
    as: "lmex",
    why: "I4: the second order of a change that nobody answered traded whole, and the order was still said to be cancelled",
  },
  {
    seed: 1_000_350,
    tradingEvery: 13,
    as: "weex-v2",
    why: "I4, I5 by mistake of the simulator: stops that one print woke were filled although the first of them had closed the position",
  },
  {
    seed: 1_000_025,
    tradingEvery: 13,
    as: "weex-v2",
    why: "I7 by mistake of the judge: it took a cancel of all orders for a read of them",
  },
  {
    seed: 20,
    tradingEvery: 2,
    as: "weex",
    why: "I6: after a restart a contract was bought while the spot account was not read yet, whose coins count in the same limit",
  },
  {
    seed: 3_975,
    tradingEvery: 75,
    why: "I4: two orders whose names the venue dropped seemed older than they were, by its clock that was set back, and counted as never arrived",
  },
  {
    seed: 150,
    accountEvery: 4,
    tradingEvery: 3,
    as: "weex-v2",
    why: "I7 by mistake of the judge: a kill found its one order being cancelled already, at a venue that was away",
  },
  {
    seed: 206,
    accountEvery: 3,
    tradingEvery: 2,
    why: "I14: a market that had another name again kept every order of its product unknown, because the venue did not answer about it",
  },
  {
    seed: 6_100_103,
    why: "I4: an order that an earlier process saw filled was cancelled once the second one that a change had made was",
  },
  {
    seed: 8_500_051,
    as: "lbank-article",
    why: "I4: what an earlier process saw filled of an order was forgotten when the venue took a trade of it back",
  },
  {
    seed: 8_500_131,
    as: "lbank-article",
    why: "I14: the only market of a feed was delisted and listed again, and nobody was told that it was back",
  },
  {
    seed: 7_100_334,
    as: "weex",
    why: "I4, I5: nobody asked how much was filled of an order whose cancel told its end alone, and the one trade of it was taken back",
  },
  {
    seed: 7_100_141,
    as: "weex-v2",
    why: "I2 by mistake of the judge: of the two symbols that a renamed market had in the table it looked at the book of the other one",
  },
  {
    seed: 6_101_408,
    why: "I4: orders of an earlier process in a market that had another name for a while were never known again, and rested",
  },
  {
    seed: 6_101_533,
    why: "a world that threw by mistake of the simulator: a trade that was taken back left an order resting that had nothing to close",
  },
  {
    seed: 6_101_570,
    why: "I4: a plain order of somebody else passed for a nameless one of ours that could only reduce",
  },
  {
    seed: 7_101_110,
    as: "weex-v2",
    why: "I7: the cancels of a kill had room, and waited behind one of everything that had none yet",
  },
  {
    seed: 7_101_171,
    as: "weex-v2",
    why: "I6 by mistake of the judge: it counted a reduction that the venue took twice and of which it answered that it was refused",
  },
  {
    seed: 7_102_047,
    as: "weex-v2",
    why: "I6: batches that had waited for a limit of the venue's left together, and their orders counted for when they were cleared",
  },
  {
    seed: 6_150_091,
    as: "weex-v2",
    why: "I6: what closed the long leg beside a larger short left a larger net than the limit allows, and did not count",
  },
  {
    seed: 9_200_016,
    as: "weex",
    why: "I5 by mistake of the simulator: coins that a trade which was taken back leaves below zero were told as none over REST",
  },
];
