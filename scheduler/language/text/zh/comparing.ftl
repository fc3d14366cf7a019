# 方案对照与假设推演。

cause-lot-came = 新到批次 { $lot }，{ $units }
cause-lot-gone = 批次 { $lot } 已不在
cause-lot-moved = 批次 { $lot } 可调 { $after }，原为 { $before }
cause-lot-held = 批次 { $lot } 已冻结
cause-lot-released = 批次 { $lot } 已解除冻结
cause-lot-terms = 批次 { $lot } 的效期、定向或可发时间有变
cause-reserve = { $depot } 须保留 { $item } { $after }，原为 { $before }
cause-need-opened = 新增需求 { $need }
cause-need-closed = 需求 { $need } 已结束
cause-need-amended = 需求 { $need } 改为 { $after }，原为 { $before }
cause-need-verified = { $need } 核定量为 { $after }，原为 { $before }
cause-need-covered = { $need } 已收到或已下指令 { $after }，原为 { $before }
cause-need-terms = { $need } 的优先级或时限有变
cause-rules = 规则有变
cause-lane-closed = 线路 { $depot } 至 { $site } 已关闭
cause-lane-opened = 线路 { $depot } 至 { $site } 已开通
cause-lane-terms = 线路 { $depot } 至 { $site } 的时间、费用或运力有变
cause-pool-leaves = 车队 { $pool } 的发车时间有变
cause-pool-carries = 车队 { $pool } 的载量有变
cause-item = { $item } 的包装、组成或替代品有变
cause-draw = { $need } 重新抽签
cause-moment = { $lot } 至 { $site }：仅因时间推移
cause-overridden = 人工干预 { $id } 现在对此设限
cause-override-over = 人工干预 { $id } 不再对此设限
cause-first = 此前没有方案

edit-unknown = { $edit } 不是可作的改动；请写 stock、close、open、need、pool、release 或 without-earmark，再写所改内容
edit-no-figure = { $edit } 没有数字；请在 = 之后书写
edit-lane = { $words } 不是已知储备库至已知需求点的线路；请写“储备库-需求点”
edit-depot-item = { $words } 不是已知的储备库和物资；请写“储备库/物资”
edit-site-item = { $words } 不是已知的需求点和物资；请写“需求点/物资”
edit-class = { $class } 不是优先级；请写一个词
edit-pool = 没有车队 { $pool }；可用 `pool` 查看
edit-load = { $words } 没有单位；请在数字后写 g 或 ml
edit-no-lot = 没有批次 { $lot }；请写“储备库/物资/批次”
edit-lots = 有多个批次名为 { $lot }；请写“储备库/物资/批次”，如 { $example }
edit-no-open-lane = 没有从 { $depot } 至 { $site } 的开通线路
edit-no-limit = 车队 { $pool } 没有这项限额；请写 = 和限额
edit-too-little = { $asked } 超过现有的 { $there }
edit-no-earmark = 批次 { $lot } 没有定向
edit-lane-is-open = 从 { $depot } 至 { $site } 的线路已经开通
edit-no-way = 从 { $depot } 至 { $site } 需要多少时间，无人知道
edit-no-need = 没有未满足的需求 { $need }
edit-unknown-class = 规则中没有优先级 { $class }；可用的有 { $classes }
edit-need-class = { $need } 是新需求；请在数字后写优先级，如 =400:critical
edit-no-number = { $text } 不是不超过 { $max } 的整数

refused-what-if = 无法理解所问
whatif-no-cases = 没有写出任何假设；至少写一个
whatif-cases = 写了 { $count } 个假设；一次至多 { $max } 个
whatif-empty = 这个假设没有改动；请写出改动或规则
whatif-edits = 写了 { $count } 处改动；一个假设至多 { $max } 处
whatif-name = { $name } 不能作为假设的名称；请写至多 { $max } 个字母、汉字、数字、- 或 _
whatif-name-twice = 有两个假设都名为 { $name }
whatif-seconds = { $seconds } 不能作为时限；请写 1 至 { $max } 秒
whatif-second-level = { $word } 不是可取最小的目标；请写 minutes 或 cost
whatif-took-long = { $seconds } 秒后仍没有方案。请放宽时限，或减少假设。

plans-none = 尚无方案。
plans-heading-plan = 方案
plans-heading-made = 制定时间
plans-heading-policy = 规则
plans-heading-state = 状态
plans-heading-met = 各层级满足率
plans-level = { $name } { $met }
plan-state-proposed = 待批准
plan-state-decided = 已批准
plan-state-superseded = 已被取代

diff-title = { $plan } 与 { $against } 对照
diff-title-first = { $plan } 之前没有已批准的方案：其全部发货都是新的。
diff-nothing = 两个方案的发货相同。
diff-needs = 分配有增减的需求
diff-lines = 有变化的发货
diff-depots = 各储备库发出
diff-districts = 各地区所得
diff-vehicles = 各车队运送（按件数）
diff-reasons = 未获分配的数量，按原因
diff-heading-need = 需求
diff-heading-from = 从
diff-heading-to = 至
diff-heading-item = 物资
diff-heading-depot = 储备库
diff-heading-district = 地区
diff-heading-vehicles = 车队
diff-heading-reason = 原因
diff-heading-before = 原为
diff-heading-after = 现为
diff-heading-change = 增减
diff-heading-why = 缘由
diff-follows = 由其他变化引起
diff-no-district = 未分地区
diff-more-rows = 另有 { $count } 行；用 --rows 可多显示。

whatif-present = 现状
whatif-nothing-recorded = 不作任何记录：以下是情况改变后的方案。
whatif-levels = 各层级的满足率
whatif-needs = 有得有失的需求
whatif-gains = { $case }：{ $gain } 项需求增加，{ $lose } 项减少。
whatif-progress = 已制定 { $done } 个，共 { $all } 个。
whatif-written = { $case } 的表格在 { $out }。用此命令可得出同样的方案：
whatif-cannot-write = 无法写入 { $path }：{ $why }
whatif-nobody-answered = 调度中心在最后一个方案之前中断了。

marks-no-mark = { $text } 不是标记；请写 reserved、held、inbound、covered、unknown 或 closed
marks-no-hold = { $text } 不是冻结的种类；请写 quarantine 或 recall
marks-reserved = { $units } 超过现有的 { $there }
