// What `truebook venues check` stands on: grounds of both kinds, and the subjects of a venue.

export { openSocketGround } from "#assemblies/simulated-ground/socket-ground";
export { type Subject, subjectName, subjectsOf } from "#assemblies/simulated-ground/subject";
export { openVirtualGround } from "#assemblies/simulated-ground/virtual-ground";
