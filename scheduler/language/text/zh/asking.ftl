### 上报端询问自己的情况，以及物资和地点的名称。

told-draw = {"    "}{ $what }
told-what-helps = {"  "}{ $what }

## 名称。

names-items = 物资
names-depots = 本上报端的储备库
names-sites = 本上报端的需求点
names-candidate = { $id }（{ $name }）
names-found = { $text } → { $id }
names-unknown = 没有名为 { $text } 的{ $kind }
names-unknown-near = 没有名为 { $text } 的{ $kind }；是否想写 { $near }？
names-several = 没有恰好名为 { $text } 的{ $kind }；可能是 { $candidates }；请写编号或完整名称
names-several-more = 没有恰好名为 { $text } 的{ $kind }；可能是 { $candidates }，另有 { $more } 种；请写编号或完整名称

## 时间。

when-no-moment = { $text } 不是时间；请写 2026-12-01 18:00，或 18:00 表示下一个该时刻，或 2026-12-01T18:00:00+08:00
when-read = { $text } → { $moment }
when-read-today = { $text } → { $moment }，今天
when-read-tomorrow = { $text } → { $moment }，明天
when-skipped = { $text } 在当地不存在：时钟拨快时跳过；请写 { $one } 或 { $other }
when-twice = { $text } 在当地出现两次：时钟拨回时重复；请写 { $one } 或 { $other }
list-read-so = { $column } 列：{ $what }

## 调度中心的答复。

question-none = 未填写
question-nothing-decided = 尚无已决定的方案
forbidden-other-site = { $site } 不是此上报端的需求点

## 上报端的输出。

agent-ask-old-centre = { $server } 的版本较早，不能答复；须先升级
agent-ask-strange = { $server } 的答复不相符；其版本可能较新
agent-needs-none = 调度中心没有此上报端各需求点的未关闭需求。
agent-needs-none-of = 调度中心没有需求点 { $site } 的未关闭需求。
agent-needs-way = { $need }：{ $way }
agent-needs-basis = { $need }：依据：{ $basis }
agent-needs-class = { $need }：按 { $class } 计划；申报为 { $claimed }
agent-needs-stale = { $need }：过久未更新；请重新上报
agent-needs-wait = 在发件箱中等待，尚未发送：
agent-needs-waiting = {"  "}{ $need }：{ $quantity }（{ $class }），上报 { $id }
agent-needs-withdrawn = {"  "}{ $need }：撤回，上报 { $id }
agent-heading-class = 优先级
agent-heading-claimed = 申报量
agent-heading-entitled = 核定量
agent-heading-covered = 已满足
agent-heading-way = 方式
agent-heading-site-own = 需求点
agent-heading-depot-own = 储备库
agent-heading-on-hand = 在库
agent-heading-promised = 已预留
agent-heading-hold = 冻结
agent-heading-unit = 单位
agent-heading-name = 名称
agent-stock-none = 调度中心没有此上报端各储备库的库存记录。
agent-stock-none-of = 调度中心没有储备库 { $depot } 的库存记录。
agent-explain-plan = 方案 { $plan }，由第 { $record } 条记录决定
agent-explain-which = 请写“需求点/物资”；若此上报端只有一个需求点，可只写物资
agent-catalogue-is = 第 { $record } 条记录的目录，{ $time } 下载：物资 { $items } 种，本上报端的储备库 { $depots } 个、需求点 { $sites } 个。
agent-catalogue-kept = 已保存的是第 { $record } 条记录的目录，{ $time } 下载。
agent-catalogue-not-asked = 此处的目录于 { $time } 下载，目前无法向调度中心索取较新的：{ $why }
agent-catalogue-see = 所有名称：yicang-agent catalogue
agent-place-unsaid = 未写 { $flag }，此文件夹尚不知道本上报端有哪些地点；请写明，或在能连接调度中心时运行 `yicang-agent catalogue`
agent-place-several = 未写 { $flag }，而本上报端有多个：{ $places }
agent-place-none = 未写 { $flag }，而本上报端没有这样的地点
