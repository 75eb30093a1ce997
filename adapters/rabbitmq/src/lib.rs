//! Events over RabbitMQ: publisher confirms, quorum queues, dead letters.
