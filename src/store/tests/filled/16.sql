UPDATE page SET due = 1300 WHERE entry = 2;
