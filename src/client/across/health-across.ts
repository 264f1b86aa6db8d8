import { type HealthAcross } from "#client/across/views";
import { type Health, type VenueConnection } from "#client/api";

/** From best to worst: what is said of several connections is said of the worst of them. */
const STATES: readonly Health["state"][] = ["ready", "connecting", "degraded", "maintenance", "closed", "failed"];

/** The health of several connections at this moment, as one value. */
export function healthAcross(...connections: readonly VenueConnection[]): HealthAcross {
  const venues = connections.map((connection) => connection.health());
  const sum = (figure: (health: Health) => number): number => venues.reduce((total, health) => total + figure(health), 0);
  const ages = venues.flatMap(({ books }) => books.map(({ ageMs }) => ageMs));
  return {
    state: STATES[Math.max(0, ...venues.map(({ state }) => STATES.indexOf(state)))] ?? "ready",
    venues,
    notReady: venues.filter(({ state }) => state !== "ready").map(({ venue }) => venue),
    gaps: { seen: sum(({ gaps }) => gaps.seen), healed: sum(({ gaps }) => gaps.healed), open: sum(({ gaps }) => gaps.open) },
    drops: sum(({ drops }) => drops),
    malformed: sum(({ malformed }) => malformed),
    oldestBookMs: ages.length === 0 ? undefined : Math.max(...ages),
  };
}
