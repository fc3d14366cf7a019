mod country;
mod lanes;

use country::{CLASSES, Country, SIZES};
use lanes::{AllLanes, Minutes};
use std::time::Instant;
use yicang_planner::kernel::{Kernel, Market, Segment, Work};
use yicang_planner::scale::Scale;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let size = SIZES.iter().find(|s| s.name == args[1]).unwrap();
    let steps = args.get(2).is_some_and(|a| a == "floor");
    let t = Instant::now();
    let country = Country::new(*size, 1);
    eprintln!("country {:?}", t.elapsed());
    let t = Instant::now();
    let minutes = Minutes::new(&country, 2);
    eprintln!("minutes {:?} needs {}", t.elapsed(), country.needs());
    let t = Instant::now();
    let items: Vec<usize> = (0..std::env::var("ITEMS").map_or(size.items, |n| n.parse().unwrap())).collect();
    let out: Vec<(i128, i128, Work)> = std::thread::scope(|s| {
        let hs: Vec<_> = items
            .chunks(items.len().div_ceil(2))
            .map(|c| {
                let country = &country;
                let minutes = &minutes;
                s.spawn(move || c.iter().map(|i| solve(country, minutes, *i, steps)).collect::<Vec<_>>())
            })
            .collect();
        hs.into_iter().flat_map(|h| h.join().unwrap()).collect()
    });
    let mut w = Work::default();
    let (mut f, mut s) = (0, 0);
    for (a, b, x) in out {
        f += a;
        s += b;
        w.pivots += x.pivots;
        w.looks += x.looks;
        w.joined += x.joined;
    }
    eprintln!("solve {:?} first {f} second {s} {w:?}", t.elapsed());
    let st = std::fs::read_to_string("/proc/self/stat").unwrap();
    let v: Vec<&str> = st.split(' ').collect();
    eprintln!("cpu {} s", (v[13].parse::<f64>().unwrap() + v[14].parse::<f64>().unwrap()) / 100.0);
    let st = std::fs::read_to_string("/proc/self/status").unwrap();
    eprintln!("{}", st.lines().find(|l| l.starts_with("VmHWM")).unwrap());
}

fn solve(country: &Country, minutes: &Minutes, item: usize, steps: bool) -> (i128, i128, Work) {
    let (held, asked) = (&country.held[item], &country.asked[item]);
    let columns = AllLanes::new(minutes, held, asked);
    let scale = Scale::new(held.len(), 20_000).unwrap();
    let mut m = Market {
        supply: held.iter().map(|h| i64::from(h.units)).collect(),
        links: vec![],
        first_segment: vec![0],
        segments: vec![],
    };
    for a in asked {
        if steps {
            let (s, f, c) = (20u32, 6u32, 4u32);
            let e = a.units;
            for j in 0..s {
                let w = e * (j + 1) / s - e * j / s;
                let r = if j < f {
                    1 + c * (s - f) + (f - j)
                } else {
                    1 + (c - 1 - u32::from(a.class)) * (s - f) + (s - j)
                };
                if w > 0 {
                    m.segments.push(Segment { width: i64::from(w), worth: scale.worth(r) });
                }
            }
        } else {
            let r = 4 - u32::from(a.class);
            m.segments.push(Segment { width: i64::from(a.units), worth: scale.worth(r) });
        }
        m.first_segment.push(m.segments.len() as u32);
    }
    let mut k = Kernel::cold(&m, &columns);
    k.solve();
    let (mut f, mut s) = (0i128, 0i128);
    let mut given = vec![0i64; asked.len()];
    for x in k.sent() {
        given[x.need as usize] += x.units;
        s += i128::from(x.units)
            * i128::from(yicang_planner::kernel::Columns::cost(&columns, x.hub as usize, x.need as usize).unwrap());
    }
    for (n, g) in given.iter().enumerate() {
        let mut g = *g;
        for seg in m.stack(n) {
            let p = g.min(seg.width);
            g -= p;
            f += i128::from(p)
                * if steps {
                    i128::from(seg.worth) / scale.one_rank()
                } else {
                    i128::from(CLASSES[usize::from(asked[n].class)].1)
                };
        }
    }
    (f, s, k.work)
}
