DROP TABLE people;
DROP TABLE receipts;
DROP TABLE outbox;
