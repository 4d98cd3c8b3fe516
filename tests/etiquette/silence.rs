//! For how long nobody asks.

use chrono::TimeDelta;
use griot::refresh::Which;

use crate::outlet::Outlet;
use crate::world::World;

/// Checks, to the second, for how long `rounds` ask nothing of each outlet from now on; by then
/// they do.
pub async fn silence(world: &mut World, outlets: &[Outlet], times: &[TimeDelta], rounds: &[Which]) {
    outlets.iter().for_each(|outlet| drop(outlet.asked()));
    let start = world.now();
    let second = TimeDelta::seconds(1);
    let mut moments = times.to_vec();
    moments.sort_unstable();
    moments.dedup();
    for moment in moments {
        let those = || {
            let all = outlets.iter().zip(times).enumerate();
            all.filter(move |(_, (_, time))| **time == moment)
        };
        if moment > second {
            world.sleep(start + moment - second - world.now());
            for which in rounds {
                world.round(which).await;
            }
            for (n, (outlet, _)) in those() {
                assert_eq!(outlet.asked().len(), 0, "case {n} before {moment}");
            }
        }
        world.sleep(start + moment - world.now());
        world.refresh().await;
        for (n, (outlet, _)) in those() {
            assert_eq!(outlet.asked().len(), 1, "case {n} after {moment}");
        }
    }
}
