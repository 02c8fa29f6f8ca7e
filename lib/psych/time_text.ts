// A Time as Psych writes it: `2023-11-14 22:13:20.000000000 Z`, or with its offset.
import type { RubyTime } from '../marshal/values';
import { PsychError } from './errors';

export function formatTime({ epochSeconds, nanoseconds, offset, utc }: RubyTime): string {
  const date = new Date((epochSeconds + (utc ? 0 : offset)) * 1000);
  if (Number.isNaN(date.getTime())) throw new PsychError('value', 'a Time is too far away');
  const [day, clock] = date.toISOString().slice(0, -5).split('T');
  const zone = utc ? 'Z' : zoneText(offset);
  return `${day} ${clock}.${String(nanoseconds).padStart(9, '0')} ${zone}`;
}

function zoneText(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
