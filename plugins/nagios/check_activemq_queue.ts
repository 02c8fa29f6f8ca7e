// check_activemq_queue: queues of an ActiveMQ broker, for Nagios and Icinga.
import { checkActivemqQueue } from '../../lib/activemq/check_queue';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkActivemqQueue);
