import { url } from "node:inspector";

/** Whether a debugger can attach to this process: whoever does sees keys in memory and can call anything. */
export const inspectorIsOpen = (): boolean => url() !== undefined;
