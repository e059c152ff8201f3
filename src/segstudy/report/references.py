"""The literature a methods text may cite; only what it cites is listed."""

REFERENCES = {
    "segthor": (
        "Lambert Z, Petitjean C, Dubray B, Kuan S. SegTHOR: segmentation of thoracic organs at risk in CT images. "
        "Tenth International Conference on Image Processing Theory, Tools and Applications (IPTA), 2020. "
        "doi:10.1109/IPTA50016.2020.9286453"
    ),
    "nnactive": (
        "Lüth CT, Traub J, Kahl KC, et al. nnActive: a framework for evaluation of active learning in 3D biomedical "
        "segmentation. arXiv:2511.19183, 2025."
    ),
    "mean_teacher": (
        "Tarvainen A, Valpola H. Mean teachers are better role models: weight-averaged consistency targets improve "
        "semi-supervised deep learning results. Advances in Neural Information Processing Systems 30, 2017. "
        "arXiv:1703.01780"
    ),
    "pseudo_labels": (
        "Lee DH. Pseudo-label: the simple and efficient semi-supervised learning method for deep neural networks. "
        "Workshop on Challenges in Representation Learning, ICML, 2013."
    ),
    "unet": (
        "Ronneberger O, Fischer P, Brox T. U-Net: convolutional networks for biomedical image segmentation. Medical "
        "Image Computing and Computer-Assisted Intervention (MICCAI), 2015:234–241. doi:10.1007/978-3-319-24574-4_28"
    ),
    "polar": (
        "Benčević M, Galić I, Habijan M, Babin D. Training on polar image transformations improves biomedical image "
        "segmentation. IEEE Access, 2021, 9:133365–133375. doi:10.1109/ACCESS.2021.3116265"
    ),
    "segment_then_segment": (
        "Benčević M, Qiu Y, Galić I, Pižurica A. Segment-then-segment: context-preserving crop-based segmentation for "
        "large biomedical images. Sensors, 2023, 23(2):633. doi:10.3390/s23020633"
    ),
    "nnunet": (
        "Isensee F, Jaeger PF, Kohl SAA, Petersen J, Maier-Hein KH. nnU-Net: a self-configuring method for deep "
        "learning-based biomedical image segmentation. Nature Methods 2021;18:203–211. "
        "doi:10.1038/s41592-020-01008-z"
    ),
    "sam2": ("Ravi N, Gabeur V, Hu YT, et al. SAM 2: segment anything in images and videos. arXiv:2408.00714, 2024."),
    "glorot": (
        "Glorot X, Bengio Y. Understanding the difficulty of training deep feedforward neural networks. "
        "Proceedings of the 13th International Conference on Artificial Intelligence and Statistics (AISTATS), "
        "2010:249–256."
    ),
    "dice_loss": (
        "Milletari F, Navab N, Ahmadi SA. V-Net: fully convolutional neural networks for volumetric medical image "
        "segmentation. Fourth International Conference on 3D Vision (3DV), 2016:565–571. doi:10.1109/3DV.2016.79"
    ),
    "generalized_dice": (
        "Sudre CH, Li W, Vercauteren T, Ourselin S, Cardoso MJ. Generalised Dice overlap as a deep learning loss "
        "function for highly unbalanced segmentations. Deep Learning in Medical Image Analysis (DLMIA), "
        "2017:240–248. doi:10.1007/978-3-319-67558-9_28"
    ),
    "tversky": (
        "Salehi SSM, Erdogmus D, Gholipour A. Tversky loss function for image segmentation using 3D fully "
        "convolutional deep networks. Machine Learning in Medical Imaging (MLMI), 2017:379–387. "
        "doi:10.1007/978-3-319-67389-9_44"
    ),
    "focal_tversky": (
        "Abraham N, Khan NM. A novel focal Tversky loss function with improved attention U-Net for lesion "
        "segmentation. IEEE 16th International Symposium on Biomedical Imaging (ISBI), 2019:683–687. "
        "doi:10.1109/ISBI.2019.8759329"
    ),
    "focal_loss": (
        "Lin TY, Goyal P, Girshick R, He K, Dollár P. Focal loss for dense object detection. IEEE International "
        "Conference on Computer Vision (ICCV), 2017:2999–3007. doi:10.1109/ICCV.2017.324"
    ),
    "dice_focal": (
        "Zhu W, Huang Y, Zeng L, et al. AnatomyNet: deep learning for fast and fully automated whole-volume "
        "segmentation of head and neck anatomy. Medical Physics 2019;46(2):576–589. doi:10.1002/mp.13300"
    ),
    "topk_loss": (
        "Wu Z, Shen C, van den Hengel A. Bridging category-level and instance-level semantic image segmentation. "
        "arXiv:1605.06885, 2016."
    ),
    "boundary_loss": (
        "Kervadec H, Bouchtiba J, Desrosiers C, Granger E, Dolz J, Ben Ayed I. Boundary loss for highly unbalanced "
        "segmentation. Medical Imaging with Deep Learning (MIDL), 2019:285–296. arXiv:1812.07032"
    ),
    "hausdorff_loss": (
        "Karimi D, Salcudean SE. Reducing the Hausdorff distance in medical image segmentation with convolutional "
        "neural networks. IEEE Transactions on Medical Imaging 2020;39(2):499–513. doi:10.1109/TMI.2019.2930068"
    ),
    "cldice": (
        "Shit S, Paetzold JC, Sekuboyina A, et al. clDice: a novel topology-preserving loss function for tubular "
        "structure segmentation. IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR), "
        "2021:16555–16564. arXiv:2003.07311"
    ),
    "adam": (
        "Kingma DP, Ba J. Adam: a method for stochastic optimization. International Conference on Learning "
        "Representations (ICLR), 2015. arXiv:1412.6980"
    ),
    "adamw": (
        "Loshchilov I, Hutter F. Decoupled weight decay regularization. International Conference on Learning "
        "Representations (ICLR), 2019. arXiv:1711.05101"
    ),
    "sgd": (
        "Sutskever I, Martens J, Dahl G, Hinton G. On the importance of initialization and momentum in deep learning. "
        "International Conference on Machine Learning (ICML), 2013:1139–1147."
    ),
    "rmsprop": (
        "Tieleman T, Hinton G. Lecture 6.5: RMSProp, divide the gradient by a running average of its recent magnitude. "
        "COURSERA: Neural Networks for Machine Learning, 2012."
    ),
    "clipping": (
        "Pascanu R, Mikolov T, Bengio Y. On the difficulty of training recurrent neural networks. International "
        "Conference on Machine Learning (ICML), 2013:1310–1318."
    ),
    "cosine": (
        "Loshchilov I, Hutter F. SGDR: stochastic gradient descent with warm restarts. International Conference on "
        "Learning Representations (ICLR), 2017. arXiv:1608.03983"
    ),
    "averaging": (
        "Polyak BT, Juditsky AB. Acceleration of stochastic approximation by averaging. SIAM Journal on Control and "
        "Optimization 1992;30(4):838–855. doi:10.1137/0330046"
    ),
    "torchio": (
        "Pérez-García F, Sparks R, Ourselin S. TorchIO: a Python library for efficient loading, preprocessing, "
        "augmentation and patch-based sampling of medical images in deep learning. Computer Methods and Programs in "
        "Biomedicine 2021;208:106236. doi:10.1016/j.cmpb.2021.106236"
    ),
    "albumentations": (
        "Buslaev A, Iglovikov VI, Khvedchenya E, Parinov A, Druzhinin M, Kalinin AA. Albumentations: fast and flexible "
        "image augmentations. Information 2020;11(2):125. doi:10.3390/info11020125"
    ),
    "elastic": (
        "Simard PY, Steinkraus D, Platt JC. Best practices for convolutional neural networks applied to visual "
        "document analysis. International Conference on Document Analysis and Recognition (ICDAR), 2003:958–963. "
        "doi:10.1109/ICDAR.2003.1227801"
    ),
    "cutout": (
        "DeVries T, Taylor GW. Improved regularization of convolutional neural networks with cutout. "
        "arXiv:1708.04552, 2017."
    ),
    "mixup": (
        "Zhang H, Cisse M, Dauphin YN, Lopez-Paz D. mixup: beyond empirical risk minimization. International "
        "Conference on Learning Representations (ICLR), 2018. arXiv:1710.09412"
    ),
    "bland_altman": (
        "Bland JM, Altman DG. Measuring agreement in method comparison studies. Statistical Methods in Medical "
        "Research 1999;8(2):135–160. doi:10.1177/096228029900800204"
    ),
    "shapiro": (
        "Shapiro SS, Wilk MB. An analysis of variance test for normality (complete samples). Biometrika "
        "1965;52(3–4):591–611. doi:10.1093/biomet/52.3-4.591"
    ),
    "student": ("Student. The probable error of a mean. Biometrika 1908;6(1):1–25. doi:10.1093/biomet/6.1.1"),
    "winner": (
        "Hung K, Fithian W. Rank verification for exponential families. Annals of Statistics 2019;47(2):758–782. "
        "arXiv:1610.03944"
    ),
    "wilcoxon": (
        "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin 1945;1(6):80–83. "
        "doi:10.2307/3001968"
    ),
    "mann_whitney": (
        "Mann HB, Whitney DR. On a test of whether one of two random variables is stochastically larger than the "
        "other. Annals of Mathematical Statistics 1947;18(1):50–60. doi:10.1214/aoms/1177730491"
    ),
    "kruskal": (
        "Kruskal WH, Wallis WA. Use of ranks in one-criterion variance analysis. Journal of the American Statistical "
        "Association 1952;47(260):583–621. doi:10.1080/01621459.1952.10483441"
    ),
    "friedman": (
        "Friedman M. The use of ranks to avoid the assumption of normality implicit in the analysis of variance. "
        "Journal of the American Statistical Association 1937;32(200):675–701. doi:10.1080/01621459.1937.10503522"
    ),
    "demsar": (
        "Demšar J. Statistical comparisons of classifiers over multiple data sets. Journal of Machine Learning "
        "Research 2006;7:1–30."
    ),
    "holm": (
        "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics "
        "1979;6(2):65–70."
    ),
    "bootstrap": (
        "Efron B. Better bootstrap confidence intervals. Journal of the American Statistical Association "
        "1987;82(397):171–185. doi:10.1080/01621459.1987.10478410"
    ),
    "hall": (
        "Hall P. On the removal of skewness by transformation. Journal of the Royal Statistical Society, Series B "
        "1992;54(1):221–228. doi:10.1111/j.2517-6161.1992.tb01876.x"
    ),
    "hodges_lehmann": (
        "Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of Mathematical Statistics "
        "1963;34(2):598–611. doi:10.1214/aoms/1177704172"
    ),
    "tost": (
        "Schuirmann DJ. A comparison of the two one-sided tests procedure and the power approach for assessing the "
        "equivalence of average bioavailability. Journal of Pharmacokinetics and Biopharmaceutics 1987;15(6):657–680. "
        "doi:10.1007/BF01068419"
    ),
    "cohen": (
        "Cohen J. Statistical power analysis for the behavioral sciences. Second edition. Lawrence Erlbaum, 1988."
    ),
    "kerby": (
        "Kerby DS. The simple difference formula: an approach to teaching nonparametric correlation. "
        "Comprehensive Psychology 2014;3:11.IT.3.1. doi:10.2466/11.IT.3.1"
    ),
    "tpe": (
        "Bergstra J, Bardenet R, Bengio Y, Kégl B. Algorithms for hyper-parameter optimization. Advances in Neural "
        "Information Processing Systems 24 (NeurIPS), 2011:2546–2554."
    ),
    "median_rule": (
        "Golovin D, Solnik B, Moitra S, Kochanski G, Karro J, Sculley D. Google Vizier: a service for black-box "
        "optimization. Proceedings of the 23rd ACM SIGKDD International Conference on Knowledge Discovery and Data "
        "Mining, 2017:1487–1495. doi:10.1145/3097983.3098043"
    ),
    "optuna": (
        "Akiba T, Sano S, Yanase T, Ohta T, Koyama M. Optuna: a next-generation hyperparameter optimization "
        "framework. Proceedings of the 25th ACM SIGKDD International Conference on Knowledge Discovery and Data "
        "Mining, 2019:2623–2631. doi:10.1145/3292500.3330701"
    ),
    "snakemake": (
        "Mölder F, Jablonski KP, Letcher B, et al. Sustainable data analysis with Snakemake. F1000Research "
        "2021;10:33. doi:10.12688/f1000research.29032.2"
    ),
}


class Citations:
    """Numbers references in the order in which a text cites them."""

    def __init__(self) -> None:
        self._order: list[str] = []

    def __call__(self, *keys: str) -> str:
        """`[3]` or `[3, 4]`, to stand in the text."""
        return self.source(*(REFERENCES[key] for key in keys))

    def source(self, *references: str) -> str:
        """The same for references that are given in full, such as those of the registries."""
        for reference in references:
            if reference not in self._order:
                self._order.append(reference)
        return f"[{', '.join(str(self._order.index(reference) + 1) for reference in references)}]"

    @property
    def listed(self) -> list[str]:
        """The references cited so far, in order."""
        return list(self._order)
