// What can go wrong with a check, told apart as the Python verifier tells it.

/** A link of the chain does not hold. The message is a sentence for the reader. */
export class Fault extends Error {}

/** The file is no proof at all, or damaged beyond reading. */
export class Unreadable extends Error {}

/** A browser cannot check this; the command can. The message says why. */
export class Beyond extends Error {}
