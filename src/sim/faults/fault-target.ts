// Whom a fault means. A target may name a venue, a product and a symbol; whatever it leaves out matches.

import { type FaultScene, type FaultTarget, type FramePoint, type SocketControl } from "#sim/faults/fault-types";
import { type PublicMarket } from "#sim/market/public-market";
import { type OutFrame } from "#venues/dialect";

/** A path that names another product is another product's; one that names none may be anyone's. */
export function matchesPath(order: FaultTarget, path: string): boolean {
  return order.product === undefined || path.includes(order.product);
}

/** Whether a socket concerns the order: by its path, and by the symbol of what it holds. */
export function matchesSocket(order: FaultTarget, socket: SocketControl): boolean {
  if (order.product === undefined && order.symbol === undefined) return true;
  for (const { market } of socket.held.values()) {
    if (market === undefined) continue;
    if (order.product !== undefined && market.instrument.product !== order.product) continue;
    if (order.symbol === undefined || market.instrument.symbol === order.symbol) return true;
  }
  return socket.held.size === 0 && order.symbol === undefined && matchesPath(order, socket.path);
}

/** Whether a frame concerns the order: by its own market, else by its socket. */
export function matchesFrame(order: FaultTarget, frame: OutFrame, point: FramePoint): boolean {
  if (frame.symbol === undefined) return matchesSocket(order, point.socket);
  if (order.product !== undefined && order.product !== frame.product) return false;
  return order.symbol === undefined || order.symbol === frame.symbol;
}

/** Open sockets that the order means and that hold a topic, in the order of their opening. */
export function matchingSockets(scene: FaultScene, wants: (socket: SocketControl) => boolean = () => true): readonly SocketControl[] {
  return [...scene.venue.sockets].filter(
    (socket) => !socket.ended && socket.topics > 0 && matchesSocket(scene.target, socket) && wants(socket),
  );
}

/** Open sockets that hold a private topic. A symbol means nothing here: what they tell is of the whole account. */
export function privateSockets({ venue, target }: FaultScene): readonly SocketControl[] {
  return [...venue.sockets].filter((socket) => !socket.ended && socket.heldAccounts.size > 0 && matchesPath(target, socket.path));
}

/** Markets that the order means. */
export function matchingMarkets(scene: FaultScene): readonly PublicMarket[] {
  const { product, symbol } = scene.target;
  return scene.venue.tradedMarkets.filter(
    ({ instrument }) => (product === undefined || instrument.product === product) && (symbol === undefined || instrument.symbol === symbol),
  );
}
