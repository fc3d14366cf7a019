### 需求保持真实，发件箱可由人携带。

## 数量不明的需求，以及笔误。

need-unknown-and-known = 既写了数量，又说数量不详；请去掉其中之一
need-amount-unknown = 数量不详
entitled-unknown = 核定量 0：需求点不知需要多少，也没有其他依据；须经核定
entitled-of-unknown = { $way }。需求点不知需要多少，按此数规划
entitled-as-usual = { $way }。核定之前按通常数量计：{ $why }
text-implausible = 不合常理的申报按 usual（通常数量）计，不是 { $word }
implausible = { $claimed } 是通常数量的 { $times } 倍：{ $usual }。{ $slip }
usual-own = 通常为 { $usual }，即该需求点最近 { $of } 次数量的居中者
usual-like = 通常为 { $usual }，即 { $of } 个已核定同类需求点的居中者
slip-factor = 是否应为 { $meant }（相差 { $factor } 倍）？
slip-pack = 是否应为 { $meant }？每包 { $pack } 件，可能把件数当成了包数
queued-unknown = 数量不详，且没有其他依据
queued-contested = 需求点对第 { $record } 条代录提出异议，而该代录正在计入

## 需求的经过。

need-voice-recorded = 调度员代录
need-history-amended = 更正：{ $was } → { $is }（{ $class }）
need-history-amended-class = 更正：{ $was }（{ $before }）→ { $is }（{ $class }）
need-history-raised = 提级：{ $before } → { $class }（{ $units }）
need-history-lowered = 降级：{ $before } → { $class }（{ $units }）
need-history-reclassed = 改级：{ $before } → { $class }（{ $units }）
need-history-retimed = 更正：{ $units }（{ $class }），时限有变
need-history-renewed = 续报：{ $units }（{ $class }）
need-history-beside = { $who } 报 { $units }（{ $class }）；以他人所报为准
need-history-beside-withdrawn = { $who } 撤回所报；他人所报不变
need-history-confirmed = 需求点确认了第 { $record } 条代录
need-history-contested = 需求点对第 { $record } 条代录提出异议
need-history-revoked = 核定已撤销
need-word-own = { $who }（需求点自己的密钥）：{ $units }（{ $class }）
need-word-many = { $who }：{ $units }（{ $class }）
need-word-recorded = 调度员代录，尚未确认：{ $units }（{ $class }）
need-word-confirmed = 调度员代录，需求点已确认（第 { $record } 条）：{ $units }（{ $class }）
need-word-contested = 调度员代录，需求点有异议（第 { $record } 条）：{ $units }（{ $class }）

## 代录及其确认。

confirm-count = { $count } 条记录；一份上报可确认或质疑 1 至 { $most } 条
confirm-twice = 第 { $entry } 条记录写了两次
confirm-no-record = 第 { $entry } 条记录不是代录
confirm-foreign = 第 { $entry } 条记录不是为上报端 { $agent } 所属的地点代录的
record-count-earmark = 定向捐赠不能代录：请由储备库上报
record-count-full = 全库盘点不能代录：请去掉 full 标记
replay-unknown-depot = 盘点了物资目录中没有的储备库 { $depot }
replay-no-record = 答复第 { $entry } 条记录，而该记录不是代录
replay-foreign-record = 答复第 { $entry } 条记录，而该记录不属于上报端 { $agent } 的地点
replay-revokes-none = 撤销 { $need } 的核定，而该需求没有核定

## 撤销核定。

verify-revokes-units = 撤销核定时不写核定量和优先级
verify-revokes-none = { $need } 没有核定，无可撤销
centre-revoke-with = 用 --revoke 时不写 --entitlement 和 --class
centre-revoke-or-entitlement = 请写 --entitlement UNITS 或 --revoke
centre-revoked = { $need } 的核定已撤销：公开日志第 { $record } 条记录

## 调度中心的列表。

centre-heading-why = 原因
centre-needs-none-queued = 没有等待查看的需求。
centre-needs-word = { $site } { $item }：{ $word }
centre-needs-word-counts = { $site } { $item }：{ $word }（以此为准）
centre-stock-unknown = { $stock } 不是物资目录中的储备库和物资：请写 DEPOT/ITEM
centre-explain-word = {"    "}{ $word }
centre-explain-word-counts = {"    "}{ $word }（以此为准）
centre-explain-words = {"  "}各方所报，以其中一方为准：
centre-explain-queued = {"  "}等待查看：{ $why }

## 上报端。

agent-about-confirm-record = 确认 { $count } 条代录，首条为第 { $first } 条
agent-about-contest-record = 质疑 { $count } 条代录，首条为第 { $first } 条
agent-quantity = { $text } 不是数量，也不是“不详”：{ $why }
agent-implausible = { $site }/{ $item }：{ $why }
agent-implausible-yes = 如确为此数，请加 --yes。
agent-known-none = 本上报端从未上报过 { $need }：请先用 `report need` 上报
agent-known-withdrawn = 本上报端已撤回 { $need }：请用 `report need` 重新上报
agent-known-several = { $item } 曾为 { $sites } 上报：请写明需求点，如 SITE/ITEM
agent-known-nothing = 本上报端没有可续报的需求
agent-change-need = { $need }：{ $before } → { $after }
agent-need-words = { $units }（{ $class }）
agent-need-words-due = { $units }（{ $class }），{ $rest }
agent-confirm-needs-quantity = 请写明数量：confirm { $step } { $order } QUANTITY
agent-confirm-record-number = { $text } 不是记录的编号
list-class-taken = 没有优先级一栏：各行一律按 { $class } 计
list-quantity-unknown = 标明数量不详，却写了数量
list-quantity-unknown-remedy = 请去掉数量，或去掉“仅有需求”的标记
list-unknown-rows = { $count } 行只说需要，没有数量：按数量不详上报
list-withdrawn-rows = { $count } 行数量为 0：即撤回该需求
cell-no-flag = 不是 0 或 1

## 发件箱。

agent-outbox-undone = 已取回 { $count } 份上报，均未发送过。
agent-outbox-undo-none = 没有可以取回的上报。
agent-outbox-undo-unknown = 上报 { $number } 不在发件箱中等待
agent-outbox-undo-sent = 上报 { $number }（{ $about }）可能已经发出，不能取回。{ $opposite }
agent-outbox-undo-carried = 上报 { $number }（{ $about }）已写入携带文件，不能取回。{ $opposite }
agent-opposite-need = 待其送达后上报相反的内容：{ $command }
agent-opposite-other = 待其送达后上报正确的内容，以最后所报为准。
agent-state-carried = 等待中，已携带
agent-carried-out = 已将 { $count } 份上报连同签名写入 { $file }。取回回执之前仍留在发件箱中：outbox import { $receipts }
agent-carry-nothing = 没有可以携带的上报。
agent-carry-exists = { $file } 已存在：请另起文件名
agent-carry-not-ours = { $file } 不是此类文件
agent-carry-cut = { $file } 不完整：只有 { $found } 字节，应有 { $wanted } 字节。请重新拷贝；未做任何更改
agent-carry-damaged = { $file } 已损坏：内容与校验值不符。请重新拷贝；未做任何更改
agent-carry-unreadable = { $file } 完整，但由更新的程序写成；未做任何更改
agent-carry-file = { $file }：{ $why }
agent-carry-other-log = { $file } 属于日志 { $log }，而本上报端的调度中心为 { $own }；未做任何更改
agent-carry-other-agent = { $file } 属于上报端 { $agent }，而这里是 { $own }；未做任何更改
agent-carry-receipts-wanted = { $file } 中是上报，不是回执：请用 `import` 发送
agent-carry-reports-wanted = { $file } 中是回执，不是上报：请用 `outbox import` 归档
agent-carry-empty = { $file } 中没有内容
agent-carried-sent = { $agent } 的上报 { $number }：第 { $entry } 条记录
agent-carried-refused = { $agent } 的上报 { $number }：调度中心不接受：{ $why }
agent-carried-out-of-turn = { $agent } 的上报 { $number }：次序不对，调度中心在等 { $due }；其后的上报未发送
agent-carried-false = { $agent } 的上报 { $number }：答复不是调度中心的：{ $why }
agent-carried-receipts = { $count } 份签名回执已写入 { $file }。请带回给 { $agent }：outbox import
agent-carried-broken = 连接中断：{ $why }。已有的答复在 { $file } 中；再次 import 可继续
agent-receipts-filed = { $filed } 份已归档为送达，{ $before } 份此前已归档。
agent-receipts-foreign = { $count } 份回执所对应的上报不在此处等待，未归档。
agent-receipts-false = 上报 { $number } 的回执无效：{ $why }；均未归档
agent-receipts-refused = 上报 { $number }：携带者被告知调度中心不接受：{ $why }。该答复没有签名，故仍在等待；待有连接时再问
agent-receipts-gap = 上报 { $number } 已有回执，而之前的一份没有；等待那一份
