CREATE TABLE counters ( name VARCHAR NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name) );
CREATE TABLE pages ( url TEXT NOT NULL, site VARCHAR NOT NULL, first_seen DATETIME NOT NULL, last_seen DATETIME NOT NULL, outcome VARCHAR NOT NULL, fetched_at DATETIME, status INTEGER, etag TEXT, last_modified TEXT, content_hash VARCHAR, raw_digest VARCHAR, next_due DATETIME, failures INTEGER NOT NULL, source TEXT NOT NULL, updated DATETIME, article_id INTEGER, hint BLOB, PRIMARY KEY (url) );
CREATE TABLE articles ( id INTEGER NOT NULL, site VARCHAR NOT NULL, url TEXT NOT NULL, source_url TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, authors TEXT NOT NULL, tags TEXT NOT NULL, dated DATETIME NOT NULL, content_hash VARCHAR NOT NULL, revision_id INTEGER NOT NULL, number INTEGER NOT NULL, last_number INTEGER NOT NULL, change VARCHAR NOT NULL, saved_at DATETIME NOT NULL, changed_at DATETIME NOT NULL, gone_at DATETIME, held BOOLEAN NOT NULL, duplicate_of INTEGER, boilerplate_changes INTEGER NOT NULL, PRIMARY KEY (id), UNIQUE (url) );
CREATE TABLE labels ( article_id INTEGER NOT NULL, kind VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY (article_id, kind, value) );
CREATE TABLE removals ( article_id INTEGER NOT NULL, reason TEXT NOT NULL, blocks INTEGER NOT NULL, chars INTEGER NOT NULL, PRIMARY KEY (article_id, reason) );
CREATE TABLE dead_letters ( url TEXT NOT NULL, site VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail TEXT NOT NULL, tries INTEGER NOT NULL, first_at DATETIME NOT NULL, last_at DATETIME NOT NULL, status INTEGER, raw_digest VARCHAR, closed_at DATETIME, PRIMARY KEY (url) );
CREATE TABLE blobs ( digest VARCHAR NOT NULL, size INTEGER NOT NULL, stored INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (digest) );
CREATE TABLE fetches ( url TEXT NOT NULL, at DATETIME NOT NULL, site VARCHAR NOT NULL, digest VARCHAR NOT NULL, facts BLOB NOT NULL, PRIMARY KEY (url, at) );
CREATE TABLE listings ( site VARCHAR NOT NULL, url TEXT NOT NULL, kind VARCHAR NOT NULL, at DATETIME NOT NULL, etag TEXT, last_modified TEXT, cursor JSON, PRIMARY KEY (site, url) );
CREATE TABLE memory ( site VARCHAR NOT NULL, "key" VARCHAR NOT NULL, value JSON, PRIMARY KEY (site, "key") );
CREATE TABLE runs ( id INTEGER NOT NULL, site VARCHAR NOT NULL, started_at DATETIME NOT NULL, ended_at DATETIME, outcome VARCHAR, exit_code INTEGER, stats JSON, held BOOLEAN NOT NULL, PRIMARY KEY (id) );
CREATE TABLE samples ( id INTEGER NOT NULL, site VARCHAR NOT NULL, template VARCHAR NOT NULL, run INTEGER, sound BOOLEAN NOT NULL, measures JSON NOT NULL, PRIMARY KEY (id) );
CREATE TABLE exports ( name VARCHAR NOT NULL, cursor INTEGER NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (name) );
CREATE TABLE revisions ( id INTEGER NOT NULL, article_id INTEGER NOT NULL, number INTEGER NOT NULL, change VARCHAR NOT NULL, at DATETIME NOT NULL, document BLOB NOT NULL, diff BLOB, cause VARCHAR NOT NULL, run INTEGER, held BOOLEAN NOT NULL, raw_digest VARCHAR, before_refresh BLOB, refreshed_by INTEGER, position INTEGER, PRIMARY KEY (id), FOREIGN KEY(article_id) REFERENCES articles (id) DEFERRABLE INITIALLY DEFERRED );
CREATE VIRTUAL TABLE articles_fts USING fts5( title, text, authors, tags, content='articles', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE INDEX pages_due ON pages (site, next_due);
CREATE INDEX pages_article ON pages (article_id);
CREATE INDEX articles_dated ON articles (dated, held);
CREATE INDEX articles_site ON articles (site, dated, held);
CREATE INDEX articles_hash ON articles (content_hash);
CREATE INDEX articles_held ON articles (held) WHERE held = 1;
CREATE INDEX labels_value ON labels (kind, value);
CREATE INDEX dead_letters_site ON dead_letters (site, closed_at);
CREATE INDEX fetches_at ON fetches (at);
CREATE INDEX fetches_digest ON fetches (digest);
CREATE INDEX runs_open ON runs (site) WHERE ended_at IS NULL;
CREATE INDEX runs_site ON runs (site, id);
CREATE INDEX samples_template ON samples (site, template, sound, id);
CREATE INDEX samples_site ON samples (site, sound, id);
CREATE INDEX samples_run ON samples (run);
CREATE UNIQUE INDEX revisions_article ON revisions (article_id, number);
CREATE INDEX revisions_position ON revisions (position);
CREATE INDEX revisions_run ON revisions (run);
CREATE INDEX revisions_refreshed ON revisions (refreshed_by);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN INSERT INTO articles_fts(rowid, title, text, authors, tags) VALUES (new.id, new.title, new.text, new.authors, new.tags); END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN INSERT INTO articles_fts(articles_fts, rowid, title, text, authors, tags) VALUES ('delete', old.id, old.title, old.text, old.authors, old.tags); END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text, authors, tags ON articles WHEN old.title <> new.title OR old.text <> new.text OR old.authors <> new.authors OR old.tags <> new.tags BEGIN INSERT INTO articles_fts(articles_fts, rowid, title, text, authors, tags) VALUES ('delete', old.id, old.title, old.text, old.authors, old.tags); INSERT INTO articles_fts(rowid, title, text, authors, tags) VALUES (new.id, new.title, new.text, new.authors, new.tags); END;
INSERT INTO counters VALUES ('schema', 1);
INSERT INTO counters VALUES ('sequence', 23);
INSERT INTO pages VALUES ('https://gazette.example/later', 'gazette', '2026-03-01 12:00:00.000000', '2026-03-01 12:00:00.000000', 'pending', NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-01 12:00:00.000000', 0, 'https://gazette.example/feed', '2026-03-01 12:00:00.000000', NULL, x'28b52ffd20118900007b227469746c65223a224c61746572227d');
INSERT INTO pages VALUES ('https://gazette.example/mill', 'gazette', '2026-03-01 12:00:00.000000', '2026-03-01 13:00:00.000000', 'article', '2026-03-01 13:00:00.000000', 200, '"1"', NULL, 'df80e4afd57042bcbd9505ce4fef02a91c373b77747d810a1d53ed897683c69c', 'c220c929872f15bb98c60cd6593be977c8734b0e5482aae579639b889a783976', '2026-03-01 14:00:00.000000', 0, '', NULL, 2, NULL);
INSERT INTO pages VALUES ('https://gazette.example/bridge', 'gazette', '2026-03-01 12:00:00.000000', '2026-03-01 14:00:00.000000', 'gone', '2026-03-01 14:00:00.000000', 410, NULL, NULL, '089d05c026bf71a9401a601f5891787a6de8613efc50ebb3f5ba667097434eb5', '5cc86aaa7ae3b25c397887f305f7b0aa53f5ad3aaf93b04f7eb6fc84f05ea77e', NULL, 0, '', NULL, 5, NULL);
INSERT INTO pages VALUES ('https://gazette.example/lost', 'gazette', '2026-03-01 12:00:00.000000', '2026-03-01 12:00:00.000000', 'dead', '2026-03-01 12:00:00.000000', 500, NULL, NULL, NULL, NULL, '2026-03-01 17:00:00.000000', 1, '', NULL, NULL, NULL);
INSERT INTO pages VALUES ('https://gazette.example/wall', 'gazette', '2026-03-01 14:00:00.000000', '2026-03-01 14:00:00.000000', 'article', '2026-03-01 14:00:00.000000', 200, NULL, NULL, 'd790458bf7451bd086b802dff9eee3bdf74cce5947dfa959b85eba2002283cde', '17349c3e12be8823720694502688c64b838f4c361f233c4aa7df4b58c07580b1', '2026-03-01 15:00:00.000000', 0, '', NULL, 18, NULL);
INSERT INTO articles VALUES (2, 'gazette', 'https://gazette.example/mill', 'https://gazette.example/mill', 'Mill reopens', 'The mill reopened.

Bread is back.

The first loaves were gone by nine.', 'Ada Öztürk', 'Mills
Bread', '2026-02-28 06:30:00.000000', 'df80e4afd57042bcbd9505ce4fef02a91c373b77747d810a1d53ed897683c69c', 11, 2, 2, 'addition', '2026-03-01 12:00:00.000000', '2026-03-01 13:00:00.000000', NULL, 0, NULL, 0);
INSERT INTO articles VALUES (5, 'gazette', 'https://gazette.example/bridge', 'https://gazette.example/bridge', 'Mill reopens', 'The bridge is closed.

It opens in May.', 'Bo Li', 'Mills
Bread', '2026-02-28 06:30:00.000000', '089d05c026bf71a9401a601f5891787a6de8613efc50ebb3f5ba667097434eb5', 6, 1, 2, 'new', '2026-03-01 12:00:00.000000', '2026-03-01 12:00:00.000000', NULL, 0, NULL, 0);
INSERT INTO articles VALUES (18, 'gazette', 'https://gazette.example/wall', 'https://gazette.example/wall', 'Mill reopens', 'Accept our cookies.', 'Ada Öztürk', 'Mills
Bread', '2026-02-28 06:30:00.000000', 'd790458bf7451bd086b802dff9eee3bdf74cce5947dfa959b85eba2002283cde', 19, 1, 1, 'new', '2026-03-01 14:00:00.000000', '2026-03-01 14:00:00.000000', NULL, 1, NULL, 0);
INSERT INTO labels VALUES (2, 'author', 'ada öztürk');
INSERT INTO labels VALUES (2, 'kind', 'article');
INSERT INTO labels VALUES (2, 'language', 'en');
INSERT INTO labels VALUES (2, 'tag', 'bread');
INSERT INTO labels VALUES (2, 'tag', 'mills');
INSERT INTO labels VALUES (18, 'author', 'ada öztürk');
INSERT INTO labels VALUES (18, 'kind', 'article');
INSERT INTO labels VALUES (18, 'language', 'en');
INSERT INTO labels VALUES (18, 'tag', 'bread');
INSERT INTO labels VALUES (18, 'tag', 'mills');
INSERT INTO labels VALUES (5, 'author', 'bo li');
INSERT INTO labels VALUES (5, 'kind', 'opinion');
INSERT INTO labels VALUES (5, 'language', 'tr');
INSERT INTO labels VALUES (5, 'tag', 'bread');
INSERT INTO labels VALUES (5, 'tag', 'mills');
INSERT INTO removals VALUES (2, 'rule:share-bar', 1, 5);
INSERT INTO removals VALUES (18, 'rule:share-bar', 1, 5);
INSERT INTO removals VALUES (5, 'rule:share-bar', 1, 5);
INSERT INTO dead_letters VALUES ('https://gazette.example/lost', 'gazette', 'http-500', '', 1, '2026-03-01 12:00:00.000000', '2026-03-01 12:00:00.000000', 500, NULL, NULL);
INSERT INTO blobs VALUES ('c5a2955a9e9ecd31aed2db9e0d44687af7f7a46742ddee3c8209adad1ebe1da2', 74, 77, x'28b52ffd204a250200a4033c68746d6c3e3c7469746c653e4d696c6c2072656f70656e733c2f546865206d65642e0a0a4272656164206973206261636b2e3c2f68746d6c3e02003bb7fe863906');
INSERT INTO blobs VALUES ('5cc86aaa7ae3b25c397887f305f7b0aa53f5ad3aaf93b04f7eb6fc84f05ea77e', 79, 80, x'28b52ffd204f3d020042040f15a0570708926a2515c8cf24b3d339bdf50d987ed57947d72a83e5109059da0b1052d25f53c22ffd22a51b7c15187cec46bbb36aa273dd5c3cba566102002a25c6374c3c');
INSERT INTO blobs VALUES ('c220c929872f15bb98c60cd6593be977c8734b0e5482aae579639b889a783976', 111, 100, x'28b52ffd206fdd0200f205141890a73a804a08c0dd50a43f4a0ba3c81a14911ddccf97ad1946d3a282e42a951386af16c16747b8fd70967a1bcb818f8a3b52101cc32d7d9c33c01d399e7c54146cea867566d50c98ebe6a2d1b4080302003bb7fe863906');
INSERT INTO blobs VALUES ('17349c3e12be8823720694502688c64b838f4c361f233c4aa7df4b58c07580b1', 59, 68, x'28b52ffd203bd901003c68746d6c3e3c7469746c653e4d696c6c2072656f70656e733c2f7469746c653e416363657074206f757220636f6f6b6965732e3c2f68746d6c3e');
INSERT INTO fetches VALUES ('https://gazette.example/mill', '2026-03-01 12:00:00.000000', 'gazette', 'c5a2955a9e9ecd31aed2db9e0d44687af7f7a46742ddee3c8209adad1ebe1da2', x'28b52ffd2069a5020052c5111780356e5b4dde204151d1e42f1d116683002a33459330020145bf41c033d3939a5a9965227ebb6de18f2aa4ce6198e6dc425e8e2fb2f5f7e39735b3b914fa1112e0b975361f1003004b910aa01c09a61e');
INSERT INTO fetches VALUES ('https://gazette.example/bridge', '2026-03-01 12:00:00.000000', 'gazette', '5cc86aaa7ae3b25c397887f305f7b0aa53f5ad3aaf93b04f7eb6fc84f05ea77e', x'28b52ffd2069a5020052c5111780356e5b4dde204151d1e42f1d116683002a33459330020145bf41c033d3939a5a9965227ebb6de18f2aa4ce6198e6dc425e8e2fb2f5f7e39735b3b914fa1112e0b975361f1003004b910aa01c09a61e');
INSERT INTO fetches VALUES ('https://gazette.example/mill', '2026-03-01 13:00:00.000000', 'gazette', 'c220c929872f15bb98c60cd6593be977c8734b0e5482aae579639b889a783976', x'28b52ffd2069a5020052c5111780356e5b4d9e8954d44593bf7444980d828332e624a6460345bf82c033d3939a5a9965327ebb6de18f2aa44e00609a738bf072fc91adbf1fbfac99cda5d08f9001cfadb3f98203004b910aa01c09a61e');
INSERT INTO fetches VALUES ('https://gazette.example/wall', '2026-03-01 14:00:00.000000', 'gazette', '17349c3e12be8823720694502688c64b838f4c361f233c4aa7df4b58c07580b1', x'28b52ffd2069a5020052c5111790256eab5a0440a442fab6df927de9bfaccccfae7f50020345bf41c033d3939a5a9965227ebb6de18f2aa44e00609a730b7939bec8d6df8f5fd6cce652e83706c173eb6cbe2003004b910aa01c09a61e');
INSERT INTO listings VALUES ('gazette', 'https://gazette.example/feed', 'feed', '2026-03-01 12:00:00.000000', '"f1"', NULL, '{"start": 26}');
INSERT INTO memory VALUES ('gazette', 'robots', '{"seen": true}');
INSERT INTO runs VALUES (1, 'gazette', '2026-03-01 12:00:00.000000', '2026-03-01 13:00:00.000000', 'done', 0, '{"pages": 4}', 0);
INSERT INTO runs VALUES (17, 'gazette', '2026-03-01 14:00:00.000000', '2026-03-01 14:00:00.000000', 'quarantined', 5, '{}', 1);
INSERT INTO samples VALUES (4, 'gazette', 'post', 1, 1, '{"confidence": 0.5, "text_chars": 38}');
INSERT INTO samples VALUES (7, 'gazette', 'post', 1, 1, '{}');
INSERT INTO exports VALUES ('site', 16, '2026-03-01 13:00:00.000000');
INSERT INTO revisions VALUES (3, 2, 1, 'new', '2026-03-01 12:00:00.000000', x'28b52ffd60cb01ed0d00d65c592e60b56d0e148320c815047cfe3a8adfbb67bbf679e9a3d096af1a3b77765ca7aaf2bed9ff9bd9fe7f6cf2350c17084b004f004c0073425fa472747544c4715b6c5c1e770d30136602e275b4343c38fb5de87b753b5ba25d1729e380b3b7bcf13a24bb38e9647775296394682945bcd088beb719189248302bdd0bcf2eeb744a579f0de10932595e5d40c4d3d137da2b29a7191ff1d1e8ea6b316711acc596c31aeb006a0ecd3a309ad59cfd35b451b649ba5278a41e68b80c061a167e008ec06e2b8577e2ab1b48890203a920ba304febe72d05c43456304caf07b39ea6fbf17aba35c759285e438e9db343cbd07167df49dd1583fdce893ac7ab7472a5d0108ee2555bc90f2979528025e9e2ad3c63448ad5d97e10a6f1bab601950a85bddde4d9125a2b0cbb8d382adbd5822101497c67efda7072f5caedd095a1652da76ab9eb2908121a75bd745e35108bbdddec171f93360b6a9ce61a043d8aa560f46bb8c73c8b271f00a21b9f7403c5104154b8b09075476bc3b1a503cc8750846c946293c1d66cb1e562d6680ab63006152b20b301391b406187226bc16cccf358c4a2b9c64760b04221a58169063990591d5605c97a6e24c847ed01', NULL, 'crawl', 1, 0, 'c5a2955a9e9ecd31aed2db9e0d44687af7f7a46742ddee3c8209adad1ebe1da2', NULL, NULL, 14);
INSERT INTO revisions VALUES (6, 5, 1, 'new', '2026-03-01 12:00:00.000000', x'28b52ffd60d701b50d00169d5725208b5807f8ff0870ef493b753f6409b97c48460c355beea8fd60ba59a75152312001204b044c004e004c0095a7af2b1cf8409951516ec15c980b8ad7964aa7d8a8280d13de7e1bfa7eddcea6685745ca78f0f696375e886417279decbeded28b155ab4a4266e6845dfdb0f2c2d16cd52f7c2b7cb5a1d22aeedd7eb95b89226cbaf134c3c217da3fd92b29a318a8f4e5f67ac351800638d35dac3121c4682c1120d8331defe1ada28a18afa62783450e8c015da6da5f056fc75016a112040054c17ce097d91fd1a7e388fe5719868610d2fccf1f0f288a086c11cc3dee3b0b743cb107267df49dd97d37e67451de4553af9626889a7f8d5567224254f1c98fa9a91a23346a8589dedf7b8ebc0d7adc434de111110eded26cf96d01ab1b4db88a312fa62182248e27b7bd7861386125d19dad6b2aa96bb1e424142a7ae97ceaf47c1dadbcd7e319a9481dad1703c1ef6681a8698a80141cd18177563699c1f00a21bbf7303c5104154b834643d86b57fb4361c5b3ac07c0859c8462936196c4f104b2e668da66016c617b40b0c4c506523a44d789e806434b7f8081c5668a23430e000c732968b5661396d565fc0c8a0a5da03', NULL, 'crawl', 1, 0, '5cc86aaa7ae3b25c397887f305f7b0aa53f5ad3aaf93b04f7eb6fc84f05ea77e', NULL, NULL, 15);
INSERT INTO revisions VALUES (11, 2, 2, 'addition', '2026-03-01 13:00:00.000000', x'28b52ffd604102b50e00865e5e2e60b56d0e148320c81504545655fdb7bd6c493a32756ba15d7e1466f2fc0c4f55e5b5b7ff37fbfdffcdc8320852104f0054004e000a4f9e2894252ba352e98450c4eda350a8bce529a0111a21f178525832787b55e0fa75da4c499e4a8c90c0db39565821711d6cd9ebbe1e239c141ca9691538c1b532c3460a45a354add2dbe3acde100de10ae9578c5543083e397d9db1c630008c35c63487193c16c4c2108e852d6f7f2c51189f8afa4a78641e78a80c061e947d017ed04ea7946ab55f2fa014040514c154a59ec817993b7d3dc10d5b5978146e19050c31d83558c3798f7b16066b1a0f5a06b307f4de2ed19520b5b9b6745fcca2bd76251de44d39f94ae06827f8c5342e14e34e16968a0ed6b90d23149c8ef28b56c2ea987ebd39da2aea8d5f1f306d0e0e0dedec7a9b25723a2cda69c4c9f87c35562a20813c599a7c7dee83e0b9126d1cab4997e71b0e2472e259657f3909d6ceaef941a8a5731c8e79381ae7f19869bcc5b2c5e3358ca6691ea661dcc2d98541012220108698623da3c42f6da0f80812e18aba18446bc86d3a2e3dc01f444cd928bdc9a0359b2d97acd1802dcc401181d3025c0da0f8f0320b34669eb1d86c8ea608f608851481411ae8dc5a9d9c1375f15a0ae2aebd91209fb007', x'28b52ffd2035a901005b5b223d222c325d2c5b222b222c22546865206669727374206c6f61766573207765726520676f6e65206279206e696e652e225d5d', 'crawl', 1, 0, 'c220c929872f15bb98c60cd6593be977c8734b0e5482aae579639b889a783976', NULL, NULL, 16);
INSERT INTO revisions VALUES (19, 18, 1, 'new', '2026-03-01 14:00:00.000000', x'28b52ffd609801ad0d00b6dc582e60b56d0e148320c8150454fe3a8abf65cf76edf3d26fa15dbe2acc9d1dd72da5bb6da8fd68b1ffbf195906410a0249004e004c00079241d44f4aa683d08dae9ea80c217336854e5369895b43387b33705fbd4a962653254638e0ec1c1bb6236e8372ca6d578f71250a8e52b40c9ce06e6ed88742c1aad4fdce1ee9f449f5ea921f3b3de4c6ab0b50f825442b1ddcb05ec53849084137a3abafc5160bc05a6c2d98b3129a05b12c44c1b296b33b7e15c66792ae160ea1071ebac1c083b20ee10aec95ced7d35efd405218048c06e49e05333b10e496d53c05cd720f01c368404fc33096d370677f759fa325b79ced6ac1de729acde1e8945c2df0632378c5352e5460a5d860d395102241da2a3bb74c033cb6af3e61370e0e0e13766e72254726752060af9036e373c5ec2310814cf949ae4ef74130dd5719c789d665fa894264464c7bca2b27b1d8b949761092b3b9b6689665ad651f669ac7619c855c83e130dc5a1d00a21b9f74053a111144c3cddfc52066ed686d38b634803d83025b23c592c176e9edba2d165ecc724d612f8cf56f1b06bb80c2a4104d789e804a68b4e90b8594068688747e081c13b5ec201fb507', NULL, 'crawl', 17, 1, '17349c3e12be8823720694502688c64b838f4c361f233c4aa7df4b58c07580b1', NULL, NULL, NULL);
INSERT INTO revisions VALUES (20, 5, 2, 'removal', '2026-03-01 14:00:00.000000', x'28b52ffd60d701b50d00169d5725208b5807f8ff0870ef493b753f6409b97c48460c355beea8fd60ba59a75152312001204b044c004e004c0095a7af2b1cf8409951516ec15c980b8ad7964aa7d8a8280d13de7e1bfa7eddcea6685745ca78f0f696375e886417279decbeded28b155ab4a4266e6845dfdb0f2c2d16cd52f7c2b7cb5a1d22aeedd7eb95b89226cbaf134c3c217da3fd92b29a318a8f4e5f67ac351800638d35dac3121c4682c1120d8331defe1ada28a18afa62783450e8c015da6da5f056fc75016a112040054c17ce097d91fd1a7e388fe5719868610d2fccf1f0f288a086c11cc3dee3b0b743cb107267df49dd97d37e67451de4553af9626889a7f8d5567224254f1c98fa9a91a23346a8589dedf7b8ebc0d7adc434de111110eded26cf96d01ab1b4db88a312fa62182248e27b7bd7861386125d19dad6b2aa96bb1e424142a7ae97ceaf47c1dadbcd7e319a9481dad1703c1ef6681a8698a80141cd18177563699c1f00a21bbf7303c5104154b834643d86b57fb4361c5b3ac07c0859c8462936196c4f104b2e668da66016c617b40b0c4c506523a44d789e806434b7f8081c5668a23430e000c732968b5661396d565fc0c8a0a5da03', x'28b52ffd20094900005b5b223d222c325d5d', 'crawl', 17, 1, '5cc86aaa7ae3b25c397887f305f7b0aa53f5ad3aaf93b04f7eb6fc84f05ea77e', NULL, NULL, NULL);
