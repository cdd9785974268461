-- Why the server refused a checkout: the JSON of its failure, for whoever still waits for the answer.
ALTER TABLE checkouts ADD COLUMN refusal TEXT;
