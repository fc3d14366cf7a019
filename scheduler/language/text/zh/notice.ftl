# 提醒：储备库或需求点必须知道的事。

## 提醒

notice-stale-soon = 贵处对 { $item } 的需求将于 { $at } 成为待更新。如仍需要，请再次上报。
notice-stale = 贵处对 { $item } 的需求自 { $at } 起待更新。如仍需要，请再次上报。
notice-recall-site = 批次 { $lot } 已召回，贵处已收到其中一部分，或正在途中。请勿使用，单独存放。
notice-recall-depot = 批次 { $lot } 已召回。请勿发运，余量单独存放。
notice-quarantine-site = 批次 { $lot } 已隔离，贵处已收到其中一部分，或正在途中。解除之前请单独存放。
notice-quarantine-depot = 批次 { $lot } 已隔离。解除之前请勿发运。
notice-differs-count = { $id }：批次 { $lot } 账面 { $expected }，盘点 { $actual }。请把所知情况告诉调度员。
notice-differs-short = { $id }：指令 { $order } 贵库发运 { $expected }，需求点签收 { $actual }。请把所知情况告诉调度员。
notice-differs-inbound = { $id }：批次 { $lot } 预告 { $expected }，到货 { $actual }。请把所知情况告诉调度员。
notice-differs-unusable = { $id }：指令 { $order } 发运 { $expected }，可用 { $actual }（{ $kind }）。请把所知情况告诉调度员。
notice-differs-over = { $id }：发往贵处的指令 { $order } 发运 { $actual }，而已知在库 { $expected }。请清点到货。
notice-rejected = 贵处对 { $item } 的需求已被第 { $entry } 号条目驳回。
notice-verified-less = 贵处申报 { $item } { $claimed }，核定 { $verified }。只有核定的部分优先计算。
notice-needed-by = 指令 { $order } 须在 { $at } 前发车：请从批次 { $lot } 拣货 { $units } 发往 { $site }。
notice-overdue = 指令 { $order } 应于 { $at } 发车，尚未发运：批次 { $lot } 的 { $units } 发往 { $site }。请发运，或上报 0。
notice-expired = 贵处对 { $item } 的需求已过期：最迟有用时间为 { $at }。不再发运。如仍需要，请再次上报。
notice-asked-back = 贵处申报 { $item } { $claimed }，为通常数量（{ $usual }）的 { $times } 倍。如系笔误，请更正；如确有所需，请向调度员说明：须先经人核实。
notice-with-reason = { $what }原因：{ $reason }
notice-history-expired = 已过期：最迟有用时间已过

## 表中的类别

notice-kind-stale-soon = 即将待更新
notice-kind-stale = 待更新
notice-kind-discrepancy = 差异
notice-kind-rejected = 已驳回
notice-kind-verified-less = 核定较少
notice-kind-needed-by = 待发运
notice-kind-overdue = 逾期
notice-kind-expired = 已过期
notice-kind-asked-back = 反问
notice-kind-unknown = 本程序不认识 { $kind }；请换用较新的程序

## 错误

notice-id-unreadable = { $id } 不是提醒编号；请照列出的样子写，例如 N57-recall-H1
notice-count = 有 { $count } 条提醒；一份上报含 1 至 { $most } 条
notice-again = { $id } 已在第 { $line } 行写过
notice-foreign = { $id } 是给 { $place } 的，那里不属于本上报端
notice-unknown = 没有提醒 { $id }；用 `notices` 列出现有的提醒
notice-kind-word = { $word } 不是提醒的类别；请写 { $all } 之一
replay-seen-later = 确认已知提醒 { $id }，而它所依据的条目并不在本条目之前
notice-policy-line = stale-notice 为 { $hours } 小时；它必须少于 stale 一行的小时数，而且必须有那一行

## 上报端

notice-line-count = 有 { $count } 条给您的提醒：yicang-agent notices
notice-none = 没有需要知道的事
notice-heading-id = 提醒
notice-heading-kind = 类别
notice-heading-place = 地点
notice-heading-since = 起始
notice-heading-entry = 条目
notice-heading-what = 内容
notice-list-end = { $count } 条提醒；用 `notices seen 编号` 或 `notices seen --all` 确认已知
notice-none-named = 请写出已知的提醒，或写 --all
notice-about-seen = 确认已知 { $count } 条提醒
notice-unreadable = 调度中心发来提醒 { $id }，本程序读不懂：{ $why }

## 上报端作为服务

notice-watch-begins = 正以 { $agent } 的身份守候调度中心 { $server }；按 Ctrl-C 结束
notice-watch-linked = 已连上调度中心
notice-watch-lost = 没有连接，稍后再试：{ $why }
notice-watch-ended = 已结束
notice-watch-order = 指令 { $order }：{ $item } { $units }，从 { $depot } 到 { $site }，{ $leaves } 发车：{ $status }
notice-watch-notice = 提醒 { $id }：{ $what }
notice-watch-delivered = 已送达：{ $about }（上报 { $id }，第 { $entry } 号记录）
notice-watch-kept = 未送达，{ $count } 份上报在等候：{ $why }

## 调度中心

notice-heading-age = 已过
notice-heading-seen = 已知
notice-seen-yes = 是
notice-seen-no = 否
notice-listed = { $count } 条提醒，{ $open } 条未确认
