// check_activemq_broker: the state of an ActiveMQ broker, for Nagios and Icinga.
import { checkActivemqBroker } from '../../lib/activemq/check_broker';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkActivemqBroker);
