// check_activemq_queue: queues of an ActiveMQ broker, for Nagios and Icinga.
import { checkActivemqQueue } from '../../lib/activemq/check_queue';
import { processEnvironment } from '../../lib/environment';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkActivemqQueue, { ...processEnvironment(), startedAt: 0 });
