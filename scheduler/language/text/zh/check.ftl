### 核验程序计算后发现方案有何错误。

check-version-1 = 这是版本 1 的方案：按该版本的规则计算，不能再批准
check-disorder = { $what } 重复或次序不对
check-empty = { $what } 的数量为 0
check-unknown-lot = 自批次 { $lot } 的调拨：态势中没有该批次
check-unknown-need = 需求 { $need }：态势中没有该需求
check-inadmissible = 调拨 { $lot } -> { $site }：{ $why }
check-wrong-times = 调拨 { $lot } -> { $site }：写明的出发和到达为 { $said }，算得 { $counted }
check-over-stock = 批次 { $lot }：调拨 { $shipped }，可用 { $available }
check-over-reserve = 储备库 { $depot } 物资 { $item }：调拨 { $shipped }，保留最低保有量后可调出 { $limit }
check-over-claim = 需求 { $need }：给予 { $given }，申报 { $open }
check-over-capacity = 运输通道 { $depot } -> { $site }：调拨 { $shipped }，运力 { $capacity }
check-over-grams = 运力池 { $pool }：调拨 { $used } 克，运力 { $capacity }
check-over-millilitres = 运力池 { $pool }：调拨 { $used } 毫升，运力 { $capacity }
check-unknown-class = 需求 { $need }：规则中没有其优先级，因此不予供应
check-broken-pack = 调拨 { $lot } -> { $site }：{ $quantity } 不是每包 { $pack } 的整包
check-broken-ratio = 调拨 { $lot } -> { $site }：{ $quantity } 单位按 { $given } 抵 { $needed } 不能折成整数单位
check-uneven-kit = 需求 { $need }：{ $received } 个组成部分 { $component } 不能组成 { $kits } 套（每套 { $units } 个）
check-reasons-sum = 需求 { $need }：各原因合计 { $reasons }，未满足 { $unmet }
check-unfounded = 需求 { $need }：原因 { $reason }（{ $quantity }）没有依据
check-wrong-levels = 方案有 { $said } 层，规则有 { $counted } 层
check-wrong-value = { $what }写明为 { $said }，算得 { $counted }
check-bad-price = { $what }：价格所指之物不存在，或价格小于零
check-wrong-joint = 联合规划的 { $item }：{ $why }
check-wrong-claim-value = 关于{ $of }的证明：其值写明为 { $said }，算得 { $counted }
check-wrong-claim-bound = 关于{ $of }的证明：其上界写明为 { $said }，算得 { $counted }
check-not-claimed = 关于{ $of }的证明：{ $what }
check-not-proven = 未证明最优：{ $what }，差 { $by }

## 何者禁止该调拨。

check-no-lane = 没有开放的运输通道
check-earmarked = 该批次为他方的定向捐赠
check-too-late = 到达过晚
check-other-item = 该批次的物资不能满足此需求
check-short-life = 到达时剩余有效期过短
check-held = 该批次不得调出
check-departed = 车辆已经出发

## 所指之物。

check-shipment = 调拨 { $lot } -> { $site }
check-unmet = 未满足 { $need } { $reason }
check-claim = 关于{ $of }的证明
check-joint = 联合规划的 { $item }
check-lot = 批次 { $lot }
check-reserve = 储备 { $depot }/{ $item }
check-need = 需求 { $need }
check-lane = 运输通道 { $depot } -> { $site }
check-lane-for = 运输通道 { $depot } -> { $site }（物资 { $item }）
check-pool = 运力池 { $pool }
check-level = 第 { $level } 层
check-cost = 费用
check-value-of-level = 第 { $level } 层的值
check-bound-of-level = 第 { $level } 层的上界
check-column = { $lot } -> { $site }
check-column-for = { $lot } -> { $site }（用于 { $item }）

## 价格的哪一条件不成立。

check-overdrawn = { $what } 透支
check-overfull = { $what } 超载
check-need-over = 需求 { $need } 所得过多
check-forbidden = { $what } 不被允许或没有费用
check-need-room = 需求 { $need } 还可接受价值高于其价格的单位
check-need-dear = 需求 { $need } 得到价值低于其价格的单位
check-more = 增加 { $what } 会使方案更好
check-less = 减少 { $what } 会使方案更好
check-lot-idle = 批次 { $lot } 有价格，却没有用完
check-reserve-idle = { $what } 有价格，却没有用到
check-lane-idle = { $lane } 对 { $item } 有价格，却没有用满
check-no-cost = { $lot } -> { $site }：所用的运输通道没有费用
check-only-claims = 物资 { $item } 有替代比例、套装或多种包装规格：只有证明能为其定价

## 为何无法计算。

check-too-large = 数值过大，无法计算
check-no-way = { $what } 所走的路不被允许
check-lane-no-cost = 所用的运输通道没有费用

## 联合规划的物资，以及关于它们的证明。

check-joint-unasked = 没有人需要它
check-joint-left-out = 它是联合规划之物的替代或组成部分，自己却不在其中
check-joint-alone = 它不与其他物资竞争：可单独证明
check-claim-no-item = 没有联合规划的物资
check-claim-no-level = 规则中没有这一层
check-claim-weight = 它给第 { $level } 层权重，而该层不在其前
check-claim-not-full = 第 { $level } 层没有权重，也没有满足
check-claim-price = { $what } 有价格，却没有限额、不存在，或价格小于零
check-claim-not-joint = 需求 { $need } 有价格，却不是联合规划的
check-claim-no-part = 需求 { $need } 对 { $component } 有价格，而它不是联合规划套装的组成部分
check-claim-value-too-large = 其值过大，无法计算
check-claim-bound-too-large = 其上界过大，无法计算
check-claim-more = 增加 { $what } 可多得 { $gain }
check-claim-more-kits = 向 { $need } 增加套装可多得 { $gain }

## 版本 1 的方案。

check-base = 取整前的 { $lot } -> { $site }
check-wrong-rounding = 取整前的 { $lot } -> { $site }：{ $base } 不能按每包 { $pack } 取整为 { $shipped }
check-wrong-first = 主目标的值写明为 { $said }，算得 { $counted }
check-wrong-second = 次要目标的值写明为 { $said }，算得 { $counted }
check-wrong-joint-value = 联合证明的值写明为 { $said }，算得 { $counted }
check-wrong-joint-bound = 联合证明的上界写明为 { $said }，算得 { $counted }
check-not-proven-ranks = 未证明最优：{ $what }，差 { $ranks } 个名次和百万分之 { $millionths }
check-only-joint-lane = 运输通道 { $depot } -> { $site } 通往多个需求：只有联合证明能为其定价
check-only-joint-item = 物资 { $item } 有替代比例或套装：只有联合证明能为其定价
check-joint-value-too-large = 联合证明的值过大，无法计算
check-joint-bound-too-large = 联合证明的上界过大，无法计算
check-more-kits = 向 { $need } 增加套装会使方案更好
check-class-weightless = 规则 { $policy } 中没有优先级 { $class }，该需求也没有权重
check-class-unknown = 规则 { $policy } 中没有优先级 { $class }
check-shared-lane = 共用的运输通道 { $depot } -> { $site }
