// Why a summary could not be made; told in its place.

export class NotComputable extends Error {}
