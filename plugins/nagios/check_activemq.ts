// check_activemq: a message through an ActiveMQ broker and back, for Nagios and Icinga.
import { checkActivemq } from '../../lib/activemq/check_round_trip';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkActivemq);
