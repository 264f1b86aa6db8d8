// Q4: whole books as LBank pushes them, and prints as WEEX does, each beside the peer's own class of that venue. Both are floods of one
// market: every print reaches both consumers, and of the whole books the peer hands out the last of each read only, which is less work.

import { type ConsumerReport } from "#apps/cli/bench/consumer";
import { interleaved, ratios, type Spread, spreadOf } from "#apps/cli/bench/rounds";
import { type BenchMarket, benchChurn, benchMarketText, closingText } from "#assemblies/self-benchmark";
import { VENUE_CONSUMERS } from "../consumers/all.ts";
import { PrintSum } from "../consumers/weex-trades.ts";
import { LBANK_SIZE_SCALE } from "../lbank-dialect.ts";
import { atLeast, type Row, spreadText } from "../row.ts";
import { printOf } from "../weex-dialect.ts";
import { type Workshop } from "../workshop.ts";

const IMAGES_MIN = 4;
const PRINTS_MIN = 6;

export interface VenuesCell {
  /** Whole books, and prints. Each is sent once: their times and ids do not repeat. */
  readonly images: number;
  readonly prints: number;
}

interface Side {
  readonly market: BenchMarket;
  readonly own: string;
  readonly peer: string;
  readonly truth: string;
}

interface SideFigures {
  readonly own: Spread;
  readonly peer: Spread;
  readonly peerToOwn: Spread;
  readonly peerHandedOut: Spread;
}

export async function measureVenues(
  workshop: Workshop,
  cell: VenuesCell,
  rounds: number,
): Promise<{ figures: object; rows: readonly Row[] }> {
  const images = await measureSide(workshop, imagesSide(cell.images), rounds);
  const prints = await measureSide(workshop, printsSide(cell.prints), rounds);
  const seen = ({ own, peer, peerToOwn }: SideFigures): string =>
    `${spreadText(peerToOwn, 1)}: ${peer.median.toFixed(2)} µs to ${own.median.toFixed(2)} µs`;
  return {
    figures: { images, prints },
    rows: [
      {
        id: "Q4",
        what: "ccxt.pro lbank ÷ truebook, whole books of 50 levels a side",
        seen: `${seen(images)}; the peer hands out ${(100 * images.peerHandedOut.median).toFixed(1)} %, truebook all`,
        budget: `≥ ${IMAGES_MIN}`,
        verdict: atLeast(images.peerToOwn, IMAGES_MIN),
      },
      {
        id: "Q4",
        what: "ccxt.pro weex ÷ truebook, prints, one a message",
        seen: `${seen(prints)}; both hand out all`,
        budget: `≥ ${PRINTS_MIN}`,
        verdict: atLeast(prints.peerToOwn, PRINTS_MIN),
      },
    ],
  };
}

function imagesSide(steps: number): Side {
  const market = { levels: 40, instruments: 1, steps };
  return { market, own: "lbank", peer: "ccxt-lbank", truth: closingText(benchChurn(market), LBANK_SIZE_SCALE) };
}

function printsSide(steps: number): Side {
  const market = { levels: 2, instruments: 1, steps };
  const sum = new PrintSum();
  benchChurn(market).steps.forEach((step, at) => {
    sum.add(printOf(step, at + 1));
  });
  return { market, own: "weex", peer: "ccxt-weex", truth: String(sum) };
}

async function measureSide(workshop: Workshop, { market, own, peer, truth }: Side, rounds: number): Promise<SideFigures> {
  const messages = market.steps ?? 0;
  const run = async (name: string): Promise<ConsumerReport> => {
    const address = `${workshop.address}/${VENUE_CONSUMERS[name]?.dialect ?? ""}/${benchMarketText(market)}/flood:${messages}`;
    const report = (await workshop.run(name, { address, messages, warmup: Math.floor(messages / 4) })) as ConsumerReport;
    if (report.book !== truth) throw new RangeError(`${name} ended with something that is not true: ${report.book ?? "nothing"}`);
    return report;
  };
  const reports = await interleaved(rounds, new Map([own, peer].map((name) => [name, () => run(name)])));
  const cpu = (name: string): readonly number[] => (reports.get(name) ?? []).map((report) => report.cpuUsPerMessage);
  return {
    own: spreadOf(cpu(own)),
    peer: spreadOf(cpu(peer)),
    peerToOwn: ratios(cpu(peer), cpu(own)),
    peerHandedOut: spreadOf((reports.get(peer) ?? []).map((report) => report.handedOut ?? 1)),
  };
}
