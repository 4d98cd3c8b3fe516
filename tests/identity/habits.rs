//! No habit of a publisher doubles, loses or renames an entry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use griot::domain::EntryId;
use griot::store::Store;
use proptest::prelude::*;

use super::house::{Article, house, step};
use super::{entries, poll, start};

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_habit_of_a_house_doubles_loses_or_renames_an_entry(
        house in house(),
        steps in prop::collection::vec(step(), 2..6),
    ) {
        let store = Store::in_memory().unwrap();
        let mut articles: Vec<Article> = Vec::new();
        let mut ids: BTreeMap<usize, (EntryId, String, DateTime<Utc>)> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            for _ in 0..step.fresh {
                articles.push(Article { number: articles.len(), edits: 0 });
            }
            let first = articles.len().saturating_sub(house.window);
            if house.edits {
                let listed = articles[first..].iter_mut().enumerate();
                for (place, article) in listed.filter(|_| number > 0) {
                    article.edits += usize::from(step.edited >> place & 1);
                }
            }
            let mut listed: Vec<&Article> = articles[first..].iter().collect();
            if step.reversed {
                listed.reverse();
            }
            if let Some(twice) = step.twice.and_then(|place| listed.get(place).copied()) {
                listed.push(twice);
            }
            let items: String = listed
                .iter()
                .enumerate()
                .map(|(place, article)| article.item(house, number, place))
                .collect();
            poll(&store, &items, start() + TimeDelta::hours(number as i64));

            let found = entries(&store);
            let expected: BTreeSet<usize> = ids.keys().copied().chain(first..articles.len()).collect();
            prop_assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), expected);
            for (number, members) in found {
                prop_assert_eq!(members.len(), 1, "item {} is doubled", number);
                let entry = &members[0].entry;
                let id = (members[0].id, entry.key.guid.clone(), entry.published);
                prop_assert_eq!(ids.entry(number).or_insert(id.clone()), &id);
                let article = &articles[number];
                if number >= first {
                    prop_assert_eq!(&entry.title, &article.title());
                }
            }
        }
    }
}
