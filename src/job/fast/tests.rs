use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;
use crate::fast::{Recipe, StyleSource};
use crate::network::DeviceChoice;

/// A guard against hanging, longer than anything takes on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(10);

/// The first styles of the program.
fn styles(count: usize) -> Vec<StyleWish> {
    let wish = |source: StyleSource| StyleWish { id: source.to_string(), source, painting: None, bytes: 1 };
    StyleSource::numbered().take(count).map(wish).collect()
}

fn order(number: u64, content: &Arc<Picture>, style: &StyleWish, sizes: &[usize]) -> FastOrder {
    FastOrder {
        number,
        content: Arc::clone(content),
        styles: vec![style.clone()],
        recipe: Recipe::default(),
        sizes: sizes.to_vec(),
        device: DeviceChoice::Cpu,
    }
}

fn thumbnails(number: u64, content: &Arc<Picture>, styles: &[StyleWish]) -> ThumbnailOrder {
    ThumbnailOrder {
        number,
        content: Arc::clone(content),
        styles: styles.iter().cloned().collect(),
        size: 16,
        device: DeviceChoice::Cpu,
    }
}

fn photograph(seed: u64) -> Arc<Picture> {
    Arc::new(Picture::white_noise(64, 48, 1.0, seed))
}

fn job() -> (FastJob, Receiver<FastEvent>) {
    let (sender, receiver) = channel();
    (FastJob::start(move |event| drop(sender.send(event))), receiver)
}

/// The number, the longer side, and whether no larger picture follows.
fn next_picture(events: &Receiver<FastEvent>) -> (u64, usize, bool) {
    loop {
        if let FastEvent::Painted { number, result, is_last, .. } = events.recv_timeout(PATIENCE).unwrap() {
            return (number, result.unwrap().width(), is_last);
        }
    }
}

#[test]
fn a_small_picture_comes_first_and_then_the_larger_one() {
    let (styles, photo) = (styles(2), photograph(1));
    let (job, events) = job();
    job.paint(order(7, &photo, &styles[0], &[32, 64]));
    assert_eq!(next_picture(&events), (7, 32, false));
    assert_eq!(next_picture(&events), (7, 64, true));
}

#[test]
fn only_the_newest_wish_is_painted() {
    let (styles, photo) = (styles(2), photograph(1));
    let slot = Slot::default();
    slot.put_order(order(1, &photo, &styles[0], &[32, 64]));
    let (first, cancel) = slot.next().unwrap();
    for number in 2..50 {
        slot.put_order(order(number, &photo, &styles[1], &[32]));
    }
    assert!(cancel.is_cancelled(), "another style ends what is under way");
    assert!(slot.finish(&first, &Ok(())).is_stale, "even what was done by then is dropped");
    let (Task::Picture { order: newest, .. }, cancel) = slot.next().unwrap() else { panic!("a picture comes first") };
    assert_eq!(newest.number, 49);
    let changed =
        FastOrder { recipe: Recipe { strength: 0.5, ..Recipe::default() }, ..order(50, &photo, &styles[1], &[32]) };
    slot.put_order(changed);
    assert!(!cancel.is_cancelled(), "a slider lets the picture of the same style be finished");
}

#[test]
fn thumbnails_wait_for_the_picture_and_the_large_picture_for_them() {
    let (styles, photo) = (styles(2), photograph(1));
    let slot = Slot::default();
    slot.put_thumbnails(thumbnails(1, &photo, &styles));
    let (running, cancel) = slot.next().unwrap();
    slot.put_order(order(2, &photo, &styles[0], &[32, 64]));
    assert!(cancel.is_cancelled());
    assert!(slot.finish::<()>(&running, &Err(Error::Cancelled)).is_stale);
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let (task, _) = slot.next().unwrap();
        assert!(!slot.finish(&task, &Ok(())).is_stale);
        tasks.push(match task {
            Task::Picture { size, .. } => size,
            Task::Thumbnail { style, .. } => styles.iter().position(|known| *known == style).unwrap(),
            Task::Ahead(_) => panic!("nothing was named that may be wished for next"),
        });
    }
    assert_eq!(tasks, [32, 0, 1, 64], "the thumbnail that was cancelled is not lost");
    let other = photograph(2);
    slot.put_thumbnails(thumbnails(3, &photo, &styles));
    let (stale, cancel) = slot.next().unwrap();
    slot.put_thumbnails(thumbnails(4, &other, &styles));
    assert!(cancel.is_cancelled() && slot.finish(&stale, &Ok(())).is_stale, "those of another photograph are dropped");
}

#[test]
fn what_may_be_wished_for_next_is_painted_when_there_is_nothing_else_to_do() {
    let (styles, photo) = (styles(2), photograph(1));
    let slot = Slot::default();
    let ahead = |style: &StyleWish| order(0, &photo, style, &[32, 64]);
    slot.put_ahead(styles.iter().map(ahead).collect());
    slot.put_thumbnails(thumbnails(1, &photo, &styles[..1]));
    let paint_ahead = |style: &StyleWish| {
        let (task, cancel) = slot.next().unwrap();
        let Task::Ahead(next) = &task else { panic!("{task:?} comes before") };
        assert!(next.begins_like(&ahead(style)));
        (task, cancel)
    };
    let paint = |number| {
        let (task, _) = slot.next().unwrap();
        assert!(matches!(&task, Task::Picture { order, .. } if order.number == number));
        assert!(!slot.finish(&task, &Ok(())).is_stale);
    };
    let (thumbnail, _) = slot.next().unwrap();
    assert!(matches!(thumbnail, Task::Thumbnail { .. }) && !slot.finish(&thumbnail, &Ok(())).is_stale);

    let (first, cancel) = paint_ahead(&styles[0]);
    slot.put_order(order(2, &photo, &styles[0], &[32]));
    assert!(!cancel.is_cancelled(), "the very picture that is asked for now");
    assert!(slot.finish(&first, &Ok(())).is_stale, "nobody hears of it");
    paint(2);

    let (second, cancel) = paint_ahead(&styles[1]);
    let recipe = Recipe { strength: 0.5, ..Recipe::default() };
    slot.put_order(FastOrder { recipe, ..order(3, &photo, &styles[1], &[32]) });
    assert!(cancel.is_cancelled(), "a click does not wait for another picture, even of the same style");
    assert!(slot.finish::<()>(&second, &Err(Error::Cancelled)).is_stale);
    paint(3);

    let (second, _) = paint_ahead(&styles[1]);
    slot.put_ahead([ahead(&styles[0])].into());
    assert!(slot.finish::<()>(&second, &Err(Error::Cancelled)).is_stale);
    paint_ahead(&styles[0]);
}

#[test]
fn what_was_painted_is_kept_until_the_photograph_changes() {
    let (styles, photo) = (styles(2), photograph(1));
    let mut painter = Painter::new();
    let mut paint = |order: &FastOrder| painter.paint(order, 32, &mut |_| {}, &CancelToken::new()).unwrap();
    let first = paint(&order(1, &photo, &styles[0], &[32]));
    assert!(Arc::ptr_eq(&first, &paint(&order(2, &photo, &styles[0], &[32]))));
    let none =
        FastOrder { recipe: Recipe { strength: 0.0, ..Recipe::default() }, ..order(3, &photo, &styles[0], &[32]) };
    assert_eq!(*paint(&none), photo.with_longer_side(32), "no strength is the photograph");
    let blend = FastOrder { styles: styles.clone(), ..order(4, &photo, &styles[0], &[32]) };
    let second = paint(&order(5, &photo, &styles[1], &[32]));
    let blended = paint(&blend);
    assert!(*blended != *first && *blended != *second);
    let all_of_second = Recipe { blend: 1.0, ..Recipe::default() };
    assert_eq!(paint(&FastOrder { recipe: all_of_second, ..blend }), second);
    let large =
        FastOrder { recipe: Recipe { style_size: 2.0, ..Recipe::default() }, ..order(6, &photo, &styles[0], &[32]) };
    assert_ne!(paint(&large), first);

    let other = photograph(2);
    assert_ne!(paint(&order(7, &other, &styles[0], &[32])), first);
    assert!(!Arc::ptr_eq(&first, &paint(&order(8, &photo, &styles[0], &[32]))), "it was forgotten");
}

#[test]
fn any_painting_is_a_style() {
    let (painting, photo) = (photograph(3), photograph(1));
    let wish = StyleWish {
        id: "a painting".into(),
        source: StyleSource::Painting("nowhere".into()),
        painting: Some(painting),
        bytes: 1,
    };
    let (job, events) = job();
    job.paint(order(1, &photo, &wish, &[32]));
    assert_eq!(next_picture(&events), (1, 32, true));
}

#[test]
fn a_file_that_is_gone_is_told_and_the_thread_goes_on() {
    let (styles, photo) = (styles(1), photograph(1));
    let source = StyleSource::File("/nowhere/gone.pth".into());
    let gone = StyleWish { id: "gone".into(), source, painting: None, bytes: 1 };
    let (job, events) = job();
    job.paint(order(1, &photo, &gone, &[32]));
    let FastEvent::Painted { result, .. } = events.recv_timeout(PATIENCE).unwrap() else { panic!("no picture") };
    assert!(result.unwrap_err().headline().contains("does not exist"));
    job.paint(order(2, &photo, &styles[0], &[32]));
    assert_eq!(next_picture(&events), (2, 32, true));
}
