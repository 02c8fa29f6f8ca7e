// Names of numbers in performance data that hold the name of a thing: `http_www.example.net/health`.
import { metricLabel } from '../metric_label';

const LONGEST = 60;

/** Lower case, nothing that a graph could stumble over. */
export function thingLabel(name: string, thing: string): string {
  const plain = thing
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[^a-z0-9./_-]+/g, '_')
    .replace(/^_+|[_/]+$/g, '');
  return metricLabel(`${name}_${plain}`.slice(0, LONGEST));
}
