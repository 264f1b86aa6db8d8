// Sockets that are read in small pieces. undici copies what a socket gives into WebAssembly memory, as a whole; where that must grow, V8
// takes its old buffer away, and from then on looks for that at every access to every typed array of the process, for as long as it
// lives. Books are typed arrays: a list of instruments read in one piece made each update after it a tenth more expensive.

/** A third of what undici's memory has room for. */
export const PIECE_BYTES_MAX = 16_384;

interface Readable {
  readonly readableLength: number;
  read(size?: number): unknown;
}

/** The same socket, which gives at most `PIECE_BYTES_MAX` to whoever asks for all that there is. */
export function smallReads<Socket extends Readable>(socket: Socket): Socket {
  const read = socket.read.bind(socket);
  // With nothing there, the question itself makes the stream go on reading.
  const most = (): number | undefined => (socket.readableLength > PIECE_BYTES_MAX ? PIECE_BYTES_MAX : undefined);
  socket.read = (size?: number) => read(size ?? most());
  return socket;
}
