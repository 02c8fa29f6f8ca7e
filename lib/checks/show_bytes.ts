// Bytes as people read them: `1.5 GiB`.
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** With at most one decimal. */
export function showBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Math.round(value * 10) / 10} ${UNITS[unit]}`;
}
